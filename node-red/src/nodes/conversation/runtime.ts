import type { ActingFor, ConversationView, HubClient } from '@centralita/core/hub-client';
import { type ContactId, type ConversationId, parseId } from '@centralita/core/model';
import type { Definition, Message, Red, RedNode } from '../../red.ts';
import { type ActionResult, hubAction } from '../../shared/action.ts';
import type { Bound } from '../../shared/bind.ts';
import { NodeFailure } from '../../shared/failure.ts';
import { eventOn } from '../../shared/message.ts';
import { evaluate, textFrom } from '../../shared/values.ts';
import { wordsOf } from '../../shared/words.ts';

type Action =
  | 'get'
  | 'messages'
  | 'transcript'
  | 'note'
  | 'tag'
  | 'untag'
  | 'assign'
  | 'claim'
  | 'move'
  | 'priority'
  | 'snooze'
  | 'close'
  | 'reopen'
  | 'read';

interface Properties extends Bound {
  readonly action?: Action;
  /** `cv_`, `ct_` or a case number; the message's own conversation when empty. */
  readonly which?: string;
  readonly whichType?: string;
  /** What the action needs: the note, the tags, the person, the team, the priority, the minutes. */
  readonly value?: string;
  readonly valueType?: string;
  /** Who acts: a user of the hub by id, key, Slack id or e-mail. */
  readonly by?: string;
  readonly byType?: string;
}

export const registerConversation = (red: Red): void => {
  red.nodes.registerType('centralita-conversation', function (this: RedNode, config: Definition<Properties>) {
    hubAction(red, this, config, async (client, message) => {
      const value = (name: string, given: string | undefined, type: string | undefined) =>
        evaluate(red, this, message, { value: given, type }, name).then((result) => textFrom(result, name));
      const id = await conversationOf(client, message, await value('which', config.which, config.whichType));
      const by = await value('by', config.by, config.byType);
      const needed = await value('value', config.value, config.valueType);
      return perform(client, config.action ?? 'get', id, needed, by ? { by } : {}, Date.now());
    });
  });
};

/** The one that is named, by any of its names, or the one the message came from. */
const conversationOf = async (
  client: HubClient,
  message: Message,
  named: string | undefined,
): Promise<ConversationId> => {
  const hub = eventOn(message)?.data.hub;
  if (!named) {
    if (hub?.conversationId) return hub.conversationId;
    const contactId = parseId('ct', message.topic);
    if (contactId) return newestOf(client, contactId);
    throw new NodeFailure('invalid_request', {
      field: 'which',
      details: 'the message came from no conversation of a hub',
      nextStep: 'Name the conversation, the contact or the case number.',
      outcome: 'not-sent',
    });
  }
  const id = parseId('cv', named);
  if (id) return id;
  const contactId = parseId('ct', named);
  return contactId ? newestOf(client, contactId) : (await client.conversationByCase(named)).id;
};

const newestOf = async (client: HubClient, contactId: ContactId): Promise<ConversationId> => {
  const { items } = await client.conversations({ contactId, limit: 1 });
  if (!items[0]) throw new NodeFailure('not_found', { details: 'this contact has no conversation' });
  return items[0].id;
};

const perform = async (
  client: HubClient,
  action: Action,
  id: ConversationId,
  value: string | undefined,
  by: ActingFor,
  now: number,
): Promise<ActionResult> => {
  const need = (): string => {
    if (value !== undefined) return value;
    const details = `value: "${action}" needs one`;
    throw new NodeFailure('invalid_request', { field: 'value', details, outcome: 'not-sent' });
  };
  const shown = (conversation: ConversationView): ActionResult => ({
    conversation,
    status: conversation.caseNumber,
  });
  switch (action) {
    case 'messages': {
      const { items } = await client.messages(id, { limit: number(value ?? '50', 1, 200) });
      return { payload: items, status: String(items.length) };
    }
    case 'transcript':
      return { payload: await client.transcript(id), status: 'centralita.status.done' };
    case 'note':
      return { note: await client.addNote(id, { text: need(), ...by }), status: 'centralita.status.done' };
    case 'read':
      await client.markRead(id);
      return { status: 'centralita.status.done' };
    case 'tag':
      return shown(await client.tag(id, { add: wordsOf(need()), ...by }));
    case 'untag':
      return shown(await client.tag(id, { remove: wordsOf(need()), ...by }));
    case 'assign':
      return shown(await client.assign(id, value ?? null, by));
    case 'claim':
      return shown(await client.claim(id, by));
    case 'move':
      return shown(await client.moveConversation(id, { ...target(need()), ...by }));
    case 'priority':
      return shown(await client.setPriority(id, number(need(), -100, 100), by));
    case 'snooze':
      return shown(await client.snooze(id, now + number(need(), 1, 525_600) * 60_000, by));
    case 'close':
      return shown(await client.close(id, { ...(value ? { note: value } : {}), ...by }));
    case 'reopen':
      return shown(await client.reopen(id, by));
    default:
      return shown(await client.conversation(id));
  }
};

/** `#channel` is a Slack channel, `@person` a person, anything else a team. */
const target = (text: string) => {
  if (text.startsWith('#')) return { slackChannel: text };
  return text.startsWith('@') ? { user: text.slice(1) } : { team: text };
};

const number = (text: string, least: number, most: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const details = `value: must be a whole number from ${least} to ${most}`;
  throw new NodeFailure('invalid_request', { field: 'value', details, outcome: 'not-sent' });
};
