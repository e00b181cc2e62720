import { type ConversationView, type HubClient, isPlaced } from '@centralita/core/hub-client';
import type { Contact, ConversationId, Event } from '@centralita/core/model';
import { parseId, teamId, userId } from '@centralita/core/model';
import {
  type CompiledRules,
  checkRules,
  compile,
  hasRouting,
  type RouteInput,
} from '@centralita/core/routing';
import {
  type Definition,
  type Done,
  type Message,
  nodeOf,
  type Red,
  type RedNode,
  type Send,
} from '../../red.ts';
import { enter, fail, type SourceNode } from '../../shared/bind.ts';
import { replyOf, textOf } from '../../shared/content.ts';
import { NodeFailure } from '../../shared/failure.ts';
import { contactOf, eventOn } from '../../shared/message.ts';
import { type ListedRule, ruleSetOf } from './rules.ts';

interface Properties {
  /** `hub`: where the hub's own rules put the conversation. */
  readonly mode?: 'rules' | 'hub';
  readonly hub?: string;
  readonly rules?: readonly ListedRule[];
  readonly hours?: string;
  readonly timeZone?: string;
}

/** What the node says of its decision, on `msg.route`. */
interface Decision {
  /** From 0; the last is "otherwise". */
  readonly output: number;
  readonly rule?: string;
  readonly byDefault: boolean;
  readonly explanation?: unknown;
  readonly [more: string]: unknown;
}

type Decide = (message: Message) => Promise<Decision> | Decision;

/** Sends a message to the output of the first rule that fits, and says why. */
export const registerRoute = (red: Red): void => {
  red.nodes.registerType('centralita-route', function (this: RedNode, config: Definition<Properties>) {
    const { runtime } = enter(red, this, config);
    const rules = config.rules ?? [];
    const client = () => nodeOf<SourceNode>(red, config.hub)?.source?.client;
    let decide: Decide;
    try {
      decide = config.mode === 'hub' ? byHub(rules, client) : byRules(config, client);
    } catch (error) {
      const failure = fail(runtime, this, error);
      this.error(failure.message);
      decide = () => {
        throw failure;
      };
    }

    const handle = async (message: Message, send: Send, done: Done) => {
      try {
        const decision = await decide(message);
        message.route = decision;
        const outputs: (Message | null)[] = new Array(rules.length + 1).fill(null);
        outputs[decision.output] = message;
        const text = decision.rule ?? runtime.text('status.otherwise');
        this.status({ fill: decision.byDefault ? 'grey' : 'green', shape: 'dot', text: text.slice(0, 20) });
        send(outputs);
        done();
      } catch (error) {
        fail(runtime, this, error, done);
      }
    };
    this.on('input', (message: Message, send: Send, done: Done) => {
      void handle(message, send, done).catch(runtime.onFault);
    });
  });
};

const byRules = (config: Properties, client: () => HubClient | undefined): Decide => {
  const rules = config.rules ?? [];
  const compiled = checked(config);
  const asksContact = rules.some(({ type }) => type === 'tag' || type === 'attribute');
  return async (message) => {
    const event = eventOn(message);
    const contact = asksContact ? await contactFor(event, client()) : undefined;
    const { target, rule, byDefault, explanation } = compiled.decide(inputOf(message, event, contact));
    const output = 'output' in target ? Number(target.output) : rules.length;
    const name = rule?.name ?? rules[output]?.value;
    return { output, byDefault, ...(name ? { rule: name } : {}), explanation };
  };
};

const checked = ({ rules = [], hours, timeZone }: Properties): CompiledRules => {
  const set = ruleSetOf(rules, hours, timeZone);
  const wrong = checkRules(set).find(({ severity }) => severity === 'error');
  if (wrong) {
    const at = wrong.path[0] === 'rules' ? `rule ${Number(wrong.path[1]) + 1}` : wrong.path.join('.');
    throw new NodeFailure('config_invalid', {
      field: at,
      details: `${at}: ${wrong.message}`,
      nextStep: wrong.fix,
    });
  }
  return compile(set);
};

/** Tags and attributes are the hub's knowledge. */
const contactFor = async (
  event: Event | undefined,
  client: HubClient | undefined,
): Promise<Contact | undefined> => {
  const id = event?.data.hub?.contactId;
  if (!id) return undefined;
  if (!client) {
    const details = 'rules on tags and attributes need the hub they are kept in';
    throw new NodeFailure('config_invalid', {
      field: 'hub',
      details,
      nextStep: 'Choose the hub in the node.',
    });
  }
  return client.contact(id);
};

/** What is known of a message: of one of ours the event, of any other its text. */
const inputOf = (message: Message, event: Event | undefined, contact: Contact | undefined): RouteInput => {
  const now = Date.now();
  if (event?.type !== 'message.received') {
    return typeof message.payload === 'string' ? { text: message.payload, now } : { now };
  }
  const { message: part, account, hub } = event.data;
  const reply = replyOf(part.content);
  const from = contactOf(event);
  const phone = from?.phone ?? (from?.waId && /^\d+$/.test(from.waId) ? `+${from.waId}` : undefined);
  return {
    text: textOf(part.content),
    kind: part.content.kind,
    ...(reply ? { reply: reply.id } : {}),
    account: {
      ...(hub?.accountId ? { id: hub.accountId } : {}),
      ...(account.providerId ? { providerId: account.providerId } : {}),
    },
    contact: {
      ...(phone ? { phone } : {}),
      ...(contact?.language ? { language: contact.language } : {}),
      ...(contact ? { tags: contact.tags, attributes: contact.attributes } : {}),
    },
    ...(hub ? { firstContact: hub.firstContact === true } : {}),
    now,
  };
};

/** A message is handed on before the hub's rules have placed its conversation: so long it is asked again. */
const patienceMs = 5_000;
const againMs = 100;

/** Where a conversation is once it is somewhere; a hub without rules leaves it nowhere, and is not waited for. */
const placedBy = async (hub: HubClient, id: ConversationId): Promise<ConversationView> => {
  let view = await hub.conversation(id);
  if (isPlaced(view) || !hasRouting(await hub.rules())) return view;
  for (const end = Date.now() + patienceMs; !isPlaced(view) && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, againMs));
    view = await hub.conversation(id);
  }
  return view;
};

/** Where the hub's rules put the conversation. Nothing is moved. */
const byHub = (rules: readonly ListedRule[], client: () => HubClient | undefined): Decide => {
  return async (message) => {
    const hub = client();
    if (!hub) throw new NodeFailure('config_invalid', { field: 'hub', details: 'no hub is chosen' });
    const id = eventOn(message)?.data.hub?.conversationId ?? parseId('cv', message.topic);
    if (!id) {
      const details = 'the message came from no conversation of a hub';
      throw new NodeFailure('invalid_request', { field: 'msg.centralita', details });
    }
    const view = await placedBy(hub, id);
    const place = rules.findIndex(({ value = '' }) => leadsTo(view, value.trim()));
    const output = place < 0 ? rules.length : place;
    const name = rules[output]?.name || rules[output]?.value;
    return {
      output,
      byDefault: place < 0 || view.byDefault === true,
      ...(name ? { rule: name } : {}),
      explanation: view.route,
      ...(view.teamId ? { teamId: view.teamId } : {}),
      ...(view.assigneeId ? { userId: view.assigneeId } : {}),
      ...(view.slackChannel ? { slackChannel: view.slackChannel } : {}),
    };
  };
};

/** A team's or person's key in the settings or id, a Slack channel, or the id of the rule that decided. */
const leadsTo = (view: ConversationView, named: string): boolean =>
  named !== '' &&
  [view.teamId, view.assigneeId, view.slackChannel, view.route?.rule].some(
    (found) => found !== undefined && [named, teamId(named), userId(named)].includes(found),
  );
