import type { TemplateInfo } from '@centralita/core/channels';
import type { ConversationView } from '@centralita/core/hub-client';
import { HubError } from '@centralita/core/hub-client';
import type { ConversationId } from '@centralita/core/model';
import { escapeMrkdwn, oneLine } from '../format/from-whatsapp.ts';
import type { Parts } from '../parts.ts';
import { nameOf } from '../projection/card.ts';
import { time } from '../projection/parts.ts';
import { currentThread, linkTo } from '../threads.ts';

/** The templates that can be sent from a conversation's number now. */
export const approved = async (
  parts: Parts,
  conversation: ConversationId,
): Promise<readonly TemplateInfo[]> => {
  const { channelAccountId } = await parts.hub.conversation(conversation);
  const { items } = await parts.hub.templates(channelAccountId, { status: 'APPROVED', limit: 100 });
  return items.filter(({ status }) => status.toUpperCase() === 'APPROVED');
};

/** Channels a conversation may be moved to: those the settings name. */
export const channelsOf = ({ settings }: Parts): string[] => [
  ...new Set([
    ...(settings.defaultChannel ? [settings.defaultChannel] : []),
    ...Object.keys(settings.channels),
  ]),
];

/** What a contact asked before, and what was done in this conversation. */
export const historyOf = async (parts: Parts, conversation: ConversationId): Promise<string[]> => {
  const words = parts.words();
  const view = await parts.hub.conversation(conversation);
  const [others, audit] = await Promise.all([
    parts.hub.conversations({ contactId: view.contact.id, limit: 20 }),
    parts.hub.audit({ conversationId: conversation, limit: 30 }),
  ]);
  const cases: string[] = [];
  for (const other of others.items) cases.push(await lineOf(parts, other));
  const done = audit.items.map(
    ({ at, action, by }) =>
      `${time(at, parts.settings.timeZone, parts.settings.language)} ${escapeMrkdwn(action)} · ${escapeMrkdwn(by.name)}`,
  );
  const lines = [...cases, ...(done.length > 0 ? [done.join('\n').slice(0, 2900)] : [])];
  return lines.length > 0 ? lines : [words.modal.noHistory];
};

/** A conversation in one line, with the way to its thread. */
export const lineOf = async (parts: Parts, view: ConversationView): Promise<string> => {
  const words = parts.words();
  const thread = await currentThread(parts.store, view.id);
  const name = escapeMrkdwn(nameOf(view, words));
  const last = escapeMrkdwn(oneLine(view.lastMessage?.text ?? view.lastMessage?.kind ?? '', 80));
  const where = thread ? `<${await linkTo(parts, thread)}|${words.command.open}>` : words.command.notShown;
  return `*${name}* · \`${view.caseNumber}\` · ${words.states[view.state]} · ${where}${last && `\n${last}`}`;
};

const most = 10;
const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** By case number; else by phone, name, tag and the words of messages. */
export const find = async (parts: Parts, query: string): Promise<readonly ConversationView[]> => {
  try {
    return [await parts.hub.conversationByCase(query)];
  } catch (error) {
    if (!(error instanceof HubError) || error.problem.status >= 500) throw error;
  }
  const found = new Map<string, ConversationView>();
  const add = (views: readonly ConversationView[]) => {
    for (const view of views) found.set(view.id, view);
  };
  const digits = query.replace(/\D/g, '');
  if (digits.length >= 6 && /^[+\d\s().-]+$/.test(query)) {
    const { items } = await parts.hub.contacts({ phone: digits, limit: most });
    for (const contact of items)
      add((await parts.hub.conversations({ contactId: contact.id, limit: most })).items);
  }
  const wanted = folded(query);
  const named = await parts.hub.conversations({ q: query, limit: 200 });
  add(
    named.items.filter(({ contact, tags }) =>
      [contact.name ?? '', ...contact.identities.map(({ value }) => value), ...tags].some((text) =>
        folded(text).includes(wanted),
      ),
    ),
  );
  const { items } = await parts.hub.search(query, { limit: most });
  const others = new Set(items.map(({ conversationId }) => conversationId).filter((id) => !found.has(id)));
  for (const id of [...others].slice(0, most)) {
    const view = await parts.hub.conversation(id).catch(() => undefined);
    if (view) found.set(id, view);
  }
  return [...found.values()].slice(0, most);
};
