import type { AccountChanged } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { lowerOf, objectOf } from './read.ts';

type Severity = AccountChanged['data']['change']['severity'];

const accountEvents = new Map<string, Severity>([
  ['account_deleted', 'critical'],
  ['account_offboarded', 'critical'],
  ['account_reconnected', 'information'],
  ['verified_account', 'information'],
  ['account_violation', 'critical'],
  ['account_restriction', 'critical'],
  ['partner_added', 'information'],
  ['partner_removed', 'warning'],
  ['partner_app_installed', 'information'],
  ['partner_app_uninstalled', 'warning'],
  ['partner_client_certification_status_update', 'information'],
  ['ad_account_linked', 'information'],
  ['mm_lite_terms_signed', 'information'],
  ['auth_intl_price_eligibility_update', 'information'],
  ['business_primary_location_country_update', 'information'],
  ['volume_based_pricing_tier_update', 'information'],
]);

/** What is not good news among the words of the other fields. */
const words = new Map<string, Severity>([
  ['rejected', 'warning'],
  ['declined', 'warning'],
  ['deferred', 'warning'],
  ['flagged', 'warning'],
  ['downgrade', 'warning'],
  ['deleted', 'warning'],
  ['needs connecting', 'warning'],
  ['needs testing', 'warning'],
  ['flow_version_expiry_warning', 'warning'],
]);

/** How much somebody should care. An `account_update` nobody knows is worth a look. */
export const severityOf = (field: string, event: string | undefined, value: JsonObject): Severity => {
  const word = event?.toLowerCase() ?? '';
  switch (field) {
    case 'account_update':
      return word === 'disabled_update' ? ban(value) : (accountEvents.get(word) ?? 'warning');
    case 'account_alerts':
      return alert(objectOf(value.alert_info) ?? value);
    case 'account_review_update':
      return word === 'rejected' ? 'critical' : (words.get(word) ?? 'information');
    case 'security':
      return 'warning';
    case 'flows':
      return flow(word, value);
    default:
      return words.get(word) ?? 'information';
  }
};

const ban = (value: JsonObject): Severity =>
  lowerOf(objectOf(value.ban_info)?.waba_ban_state) === 'reinstate' ? 'information' : 'critical';

const alert = (info: JsonObject): Severity => {
  if (lowerOf(info.alert_status) === 'none') return 'information';
  const severity = lowerOf(info.alert_severity);
  return severity === 'critical' || severity === 'warning' ? severity : 'information';
};

const flow = (word: string, value: JsonObject): Severity => {
  const status = lowerOf(value.new_status);
  if (status === 'blocked' || status === 'throttled') return 'critical';
  return lowerOf(value.alert_state) === 'activated' ? 'warning' : (words.get(word) ?? 'information');
};
