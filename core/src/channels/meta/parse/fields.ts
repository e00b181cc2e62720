import type { ProviderEvent } from '../../../model/events.ts';
import { accountChanged } from './account.ts';
import { actions, automaticEvents } from './activity.ts';
import { addressBook } from './address-book.ts';
import { callStatuses, calls } from './call.ts';
import type { Change } from './change.ts';
import { echoes } from './echo.ts';
import { groups } from './group.ts';
import { handover } from './handover.ts';
import { historyChunks, lateMedia } from './history.ts';
import { type BoxReader, type ListReader, type ListReaders, readLists } from './lists.ts';
import { messages } from './message.ts';
import { preferences } from './preference.ts';
import { problems } from './problem.ts';
import { standby } from './standby.ts';
import { statuses } from './status.ts';
import {
  templateCategory,
  templateComponents,
  templateDetection,
  templateQuality,
  templateStatus,
} from './template.ts';
import { userIds } from './user-id.ts';

/** Adds the events of one change. */
export type FieldReader = (change: Change, out: ProviderEvent[]) => void;

// A list means the same under whichever field it comes, with the exceptions below.
const lists: [string, ListReader | BoxReader][] = [
  ['messages', messages],
  ['statuses', statuses],
  ['errors', problems],
  ['user_actions', actions],
  ['user_preferences', preferences],
  ['user_id_update', userIds],
  ['message_echoes', echoes],
  ['state_sync', addressBook],
  ['history', historyChunks],
  ['calls', calls],
  ['groups', groups],
  ['automatic_events', automaticEvents],
  ['standby', standby],
];

const listed = (...exceptions: [string, ListReader][]): FieldReader => {
  const readers: ListReaders = new Map([...lists, ...exceptions]);
  return (change, out) => readLists(change, readers, out);
};

/** For fields whose value is one update. */
const whole =
  (read: (change: Change) => ProviderEvent): FieldReader =>
  (change, out) => {
    if (Object.keys(change.value).length > 0) out.push(read(change));
  };

const common = listed();
const account = whole(accountChanged);

/** Every field that is known by shape. https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference */
export const fields: ReadonlyMap<string, FieldReader> = new Map([
  ['messages', common],
  ['user_preferences', common],
  ['user_id_update', common],
  ['smb_message_echoes', common],
  ['message_echoes', common],
  ['smb_app_state_sync', common],
  ['group_lifecycle_update', common],
  ['group_participants_update', common],
  ['group_settings_update', common],
  ['group_status_update', common],
  ['automatic_events', common],
  ['standby', common],
  ['history', listed(['messages', lateMedia])],
  ['calls', listed(['statuses', callStatuses])],
  ['messaging_handovers', whole(handover)],
  ['message_template_status_update', whole(templateStatus)],
  ['message_template_quality_update', whole(templateQuality)],
  ['message_template_components_update', whole(templateComponents)],
  ['template_category_update', whole(templateCategory)],
  ['template_correct_category_detection', whole(templateDetection)],
  ['account_update', account],
  ['account_alerts', account],
  ['account_review_update', account],
  ['account_settings_update', account],
  ['business_capability_update', account],
  ['business_username_update', account],
  ['business_username_updates', account],
  ['phone_number_username_update', account],
  ['phone_number_quality_update', account],
  ['phone_number_name_update', account],
  ['security', account],
  ['flows', account],
  ['partner_solutions', account],
  ['payment_configuration_update', account],
]);
