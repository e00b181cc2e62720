import type { EventByType } from '@centralita/core/model';
import { providerMessageId } from '@centralita/core/model';
import { opensWindow, windowUntil } from '@centralita/core/window';
import type { AccountRow } from '../store/accounts.ts';
import { type MessageRow, moreOf } from '../store/messages.ts';
import type { ApplyContext } from './apply.ts';
import { type Concerns, emit, emitErased } from './emit.ts';
import { knownMessage } from './known.ts';

/** An edit changes the text that is shown and keeps the first one. */
export const applyEdited = (
  event: EventByType<'message.edited'>,
  account: AccountRow | undefined,
  context: ApplyContext,
): boolean =>
  change(event, event.data.message.originalProviderId, account, context, (row) => {
    const more = moreOf(row);
    const original = more.original ?? (JSON.parse(row.content) as NonNullable<typeof more.original>);
    context.tables.messages.setContent(row.no, event.data.message.content, { ...more, original });
  });

/** A deletion marks the message; the transcript stays. */
export const applyDeleted = (
  event: EventByType<'message.deleted'>,
  account: AccountRow | undefined,
  context: ApplyContext,
): boolean =>
  change(event, event.data.message.originalProviderId, account, context, (row) => {
    context.tables.messages.setState(row.no, row.state, { ...moreOf(row), deletedAt: context.now });
  });

/** Each side shows at most one emoji on a message; an empty one takes it away. */
export const applyReaction = (
  event: EventByType<'reaction.changed'>,
  account: AccountRow | undefined,
  context: ApplyContext,
): boolean => {
  const { reaction, contact } = event.data;
  const from = reaction.direction === 'inbound' ? 'contact' : 'business';
  return change(
    event,
    reaction.targetProviderId,
    account,
    context,
    (row) => {
      const more = moreOf(row);
      const others = (more.reactions ?? []).filter((one) => one.from !== from);
      context.tables.messages.setState(row.no, row.state, {
        ...more,
        reactions: reaction.emoji ? [...others, { from, emoji: reaction.emoji }] : others,
      });
    },
    () => {
      const person = opensWindow(event, context.window) ? context.tables.contacts.find(contact) : undefined;
      if (!person || !account) return;
      context.tables.contacts.setWindow(
        person,
        account.no,
        windowUntil(person.windows.get(account.no), Date.parse(event.timestamp), context.now),
      );
    },
  );
};

type Change = EventByType<'message.edited' | 'message.deleted' | 'reaction.changed'>;

/** Finds the message an update is about, changes it where it is known, and emits the event either way. */
const change = (
  event: Change,
  target: string | undefined,
  account: AccountRow | undefined,
  context: ApplyContext,
  update: (row: MessageRow) => void,
  also?: () => void,
): boolean => {
  const { tables, now } = context;
  if (!tables.seen.remember(event.id, 0, now)) return false;
  const { provider, account: ref, contact } = event.data;
  const no = target
    ? tables.seen.messageOf(providerMessageId(provider, ref.providerId ?? '', target))
    : undefined;
  const row = knownMessage(tables, no);
  if (row === 'erased') {
    emitErased(tables, event, account ? { account } : {}, now);
    return true;
  }
  also?.();
  if (row) update(row);
  const person = row ? tables.contacts.byNo(row.contact) : tables.contacts.find(contact);
  const thread = row
    ? tables.conversations.byNo(row.conversation)
    : person?.conversation
      ? tables.conversations.byNo(person.conversation)
      : undefined;
  const concerns: Concerns = {
    ...(account ? { account } : {}),
    ...(person ? { person } : {}),
    ...(thread ? { thread } : {}),
  };
  emit(tables, event, concerns, now, row ? { messageId: row.id } : undefined);
  return true;
};
