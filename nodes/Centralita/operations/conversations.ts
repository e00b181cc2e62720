import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { HubClient, ListConversationsQuery } from '../../../core/src/hub-client/types.ts';
import { type ConversationId, parseId } from '../../../core/src/model/ids.ts';
import { refuse } from '../../shared/faults.ts';
import { hubOf, wordsOf } from './contacts.ts';
import { reader } from './content.ts';

const pageSize = 200;

const conversationId = async (hub: HubClient, given: string): Promise<ConversationId> => {
  if (!given)
    throw refuse('invalid_request', 'there is no conversation', 'Give its ID (cv_…) or its case number.');
  return parseId('cv', given) ?? (await hub.conversationByCase(given)).id;
};

/** What is done to one conversation, with its hub. */
type Act = (hub: HubClient, id: ConversationId, read: ReturnType<typeof reader>) => Promise<unknown>;

const actingFor = (read: ReturnType<typeof reader>): { by?: string } => {
  const by = read<string>('by', '');
  return by ? { by } : {};
};

const acts: Readonly<Record<string, Act>> = {
  getConversation: (hub, id) => hub.conversation(id),
  addNote: (hub, id, read) => hub.addNote(id, { text: String(read('note') ?? ''), ...actingFor(read) }),
  assign: (hub, id, read) => {
    const who = String(read('assignee', '') ?? '').trim();
    switch (read<string>('assignTo')) {
      case 'nobody':
        return hub.assign(id, null, actingFor(read));
      case 'user':
        return hub.assign(id, who, actingFor(read));
      default:
        return hub.moveConversation(id, { team: who, ...actingFor(read) });
    }
  },
  close: (hub, id, read) => hub.close(id, actingFor(read)),
  snooze: (hub, id, read) => hub.snooze(id, timeOf(read('until')), actingFor(read)),
  tag: (hub, id, read) =>
    hub.tag(id, {
      add: wordsOf(read('addTags', '')),
      remove: wordsOf(read('removeTags', '')),
      ...actingFor(read),
    }),
};

const timeOf = (value: unknown): number => {
  const at = Date.parse(String(value ?? ''));
  if (Number.isFinite(at)) return at;
  throw refuse(
    'invalid_request',
    'the field Until is no time',
    'Choose a date, or give one such as 2030-01-31T09:00:00Z.',
  );
};

export const conversationOperation = async (
  node: IExecuteFunctions,
  item: number,
  operation: string,
): Promise<IDataObject> => {
  const act = acts[operation];
  if (!act) throw refuse('unsupported', `there is no operation "${operation}"`);
  const read = reader(node, item);
  const hub = await hubOf(node, item);
  const id = await conversationId(hub, String(read('conversation') ?? '').trim());
  return (await act(hub, id, read)) as IDataObject;
};

interface Filters extends Omit<ListConversationsQuery, 'state'> {
  readonly state?: readonly string[];
}

export const listConversations = async (node: IExecuteFunctions, item: number): Promise<IDataObject[]> => {
  const read = reader(node, item);
  const hub = await hubOf(node, item);
  const { state, ...filters } = read<Filters>('filters', {});
  const most = read('returnAll', false) ? Number.POSITIVE_INFINITY : read('limit', 50);
  const found: unknown[] = [];
  let after: string | undefined;
  do {
    const limit = Math.min(pageSize, most - found.length);
    const page = await hub.conversations({
      ...filters,
      ...(state?.length ? { state: state.join(',') } : {}),
      ...(after ? { after } : {}),
      limit,
    });
    found.push(...page.items);
    after = page.next;
  } while (after && found.length < most);
  return found as IDataObject[];
};
