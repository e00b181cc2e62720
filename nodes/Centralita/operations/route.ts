import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { HubClient } from '../../../core/src/hub-client/types.ts';
import type { Contact } from '../../../core/src/model/contact.ts';
import type { Event } from '../../../core/src/model/events.ts';
import type { ContactId, ConversationId } from '../../../core/src/model/ids.ts';
import type { Team } from '../../../core/src/model/team.ts';
import { route } from '../../../core/src/routing/index.ts';
import type { RouteDecision, RuleSet, Target } from '../../../core/src/routing/types.ts';
import { refuse } from '../../shared/faults.ts';
import { routeInput } from '../../shared/route-input.ts';
import { hubOf } from './contacts.ts';
import { reader } from './content.ts';
import { outputNames, ruleSetOf } from './rule-set.ts';

export interface Routed {
  /** Place of the output; the last one is the default. */
  readonly output: number;
  readonly data: INodeExecutionData;
}

/** Rules are the same for all items of a run. */
const sets = new WeakMap<IExecuteFunctions, Promise<{ set: RuleSet; teams: readonly Team[] }>>();

const rulesOf = (
  node: IExecuteFunctions,
  item: number,
): Promise<{ set: RuleSet; teams: readonly Team[] }> => {
  const read = reader(node, item);
  if (read('rulesFrom', 'node') === 'node')
    return Promise.resolve({ set: ruleSetOf(read, node.getTimezone()), teams: [] });
  const known = sets.get(node);
  if (known) return known;
  const asked = hubOf(node, item).then(async (hub) => {
    const [set, teams] = await Promise.all([hub.rules(), hub.teams()]);
    return { set, teams };
  });
  sets.set(node, asked);
  return asked;
};

/** Decides where the message of one item goes and says why on the item. */
export const routeItem = async (node: IExecuteFunctions, item: number): Promise<Routed> => {
  const read = reader(node, item);
  const json = node.getInputData()[item]?.json ?? {};
  const { set, teams } = await rulesOf(node, item);
  const event = json as unknown as Event;
  const viaHub = read('connection') === 'hub';
  const hub = viaHub ? await hubOf(node, item) : undefined;
  const decision = route(set, routeInput(event, await contactOf(hub, event), Date.now()));
  const name = nameOf(decision.target, teams);
  if (hub && read('assignInHub', false)) await move(hub, event, name);
  const names = outputNames(read);
  const place = decision.byDefault ? -1 : names.indexOf(name);
  const before = node.getInputData()[item];
  return {
    output: place < 0 ? names.length : place,
    data: { ...before, json: { ...json, route: told(decision, name) }, pairedItem: { item } },
  };
};

/** What the hub knows of whoever wrote: tags, language and attributes are in no message. */
const contactOf = async (hub: HubClient | undefined, event: Event): Promise<Contact | undefined> => {
  const id = event.data?.hub?.contactId;
  return hub && id ? hub.contact(id as ContactId) : undefined;
};

const move = async (hub: HubClient, event: Event, team: string): Promise<void> => {
  const id = event.data?.hub?.conversationId;
  if (!id)
    throw refuse(
      'invalid_request',
      'the item has no conversation of the hub',
      'Take it from a Centralita Trigger that is connected to the hub.',
    );
  await hub.moveConversation(id as ConversationId, { team });
};

/** What the target is called: a team by its key, whatever way it is named. */
const nameOf = (target: Target, teams: readonly Team[]): string => {
  if ('output' in target) return target.output;
  if ('team' in target) return teams.find(({ id }) => id === target.team)?.key ?? target.team;
  if ('user' in target) return target.user;
  if ('slackChannel' in target) return target.slackChannel;
  return target.otherwise ? nameOf(target.otherwise, teams) : 'owner';
};

const told = ({ rule, byDefault, priority, tags, explanation }: RouteDecision, to: string): IDataObject => ({
  to,
  byDefault,
  ...(rule ? { rule: rule.name ?? rule.id } : {}),
  priority,
  tags: [...tags],
  explanation: explanation as unknown as IDataObject,
});
