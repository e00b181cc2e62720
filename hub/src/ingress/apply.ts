import type { ProviderEvent } from '@centralita/core/model';
import type { WindowSettings } from '@centralita/core/window';
import type { Due } from '../services/routing/place.ts';
import type { ConversationRow } from '../store/conversation-row.ts';
import type { Tables } from '../store/tables.ts';
import { applyDeleted, applyEdited, applyReaction } from './apply-changes.ts';
import { applyImported, applyReceived, applySent } from './apply-message.ts';
import { applyCall, applyConsent, applyContact, applyPlain, applyUnrecognised } from './apply-others.ts';
import { applyStatus } from './apply-status.ts';
import type { Parked } from './parked.ts';
import type { ConsentRecogniser } from './recognise.ts';

export interface ApplyContext {
  readonly tables: Tables;
  /** Domain time of arrival. */
  readonly now: number;
  readonly recognise: ConsentRecogniser;
  readonly window: WindowSettings;
  readonly parked: Parked;
  /** Until when a case that its customer opened again is to be answered. */
  readonly dueAgain: (row: Pick<ConversationRow, 'team' | 'firstResponseAt'>, at: number) => Due;
}

/**
 * Applies one provider event: dedupe, contact, consent, window, conversation, message, event log. Only
 * inside a write. False when it had been applied before, however long ago and by whichever address.
 */
export const apply = (event: ProviderEvent, context: ApplyContext): boolean => {
  const { tables } = context;
  const account = tables.accounts.of(event.data.provider, event.data.account);
  if (account === 'unrecognised') return applyUnrecognised(event, context);
  // Ids of messages are made with the account's id: one found by its shown number alone gets none.
  const own = event.data.account.providerId === undefined ? undefined : account;

  switch (event.type) {
    case 'message.received':
      return own ? applyReceived(event, own, context) : applyPlain(event, undefined, context);
    case 'message.status':
      return own ? applyStatus(event, own, context) : applyPlain(event, undefined, context);
    case 'message.sent':
      return own ? applySent(event, own, context) : applyPlain(event, undefined, context);
    case 'message.imported':
      return own ? applyImported(event, own, context) : applyPlain(event, undefined, context);
    case 'message.edited':
      return applyEdited(event, account, context);
    case 'message.deleted':
      return applyDeleted(event, account, context);
    case 'reaction.changed':
      return applyReaction(event, account, context);
    case 'consent.changed':
      return applyConsent(event, account, context);
    case 'contact.changed':
      return applyContact(event, account, context);
    case 'call.changed':
      return applyCall(event, account, context);
    default:
      return applyPlain(event, account, context);
  }
};
