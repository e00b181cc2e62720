import { standing } from '@centralita/core/consent';
import type { RecordConsentRequest } from '@centralita/core/hub-client';
import type { ConsentRecord, ContactId } from '@centralita/core/model';
import type { Properties } from '../api/objects.ts';
import { type ConsentStatus, consentStates } from '../setup/properties.ts';
import { type Refusal, refusals } from './refusals.ts';

/** Consent to marketing as the ledger has it, in HubSpot's properties. */
export type ConsentProperties = Readonly<Record<(typeof consentProperties)[number], string>>;

export const consentProperties = [
  'wa_opt_in_status',
  'wa_opt_in_at',
  'wa_opt_out_at',
  'wa_opt_in_source',
  'wa_opt_out_source',
  'wa_legal_basis',
] as const;

export const oursOf = (records: readonly ConsentRecord[], now: number): ConsentProperties => {
  const { marketing } = standing(records, now);
  const stopped = marketing.platformStopped === true;
  const status: ConsentStatus = stopped
    ? 'opted_out'
    : ({ granted: 'opted_in', withdrawn: 'opted_out', pending: 'pending', unknown: 'unknown' } as const)[
        marketing.state
      ];
  const { by } = marketing;
  const last = (state: ConsentRecord['state']): ConsentRecord | undefined =>
    records
      .filter((record) => record.state === state && concerns(record))
      .reduce<ConsentRecord | undefined>((a, b) => (!a || b.at >= a.at ? b : a), undefined);
  const [granted, withdrawn] = [last('granted'), last('withdrawn')];
  const policy = by?.policyVersion ? ` (policy ${by.policyVersion})` : '';
  return {
    wa_opt_in_status: status,
    wa_opt_in_at: granted ? iso(granted.at) : '',
    wa_opt_in_source: granted ? sourceOf(granted) : '',
    wa_opt_out_at: withdrawn ? iso(withdrawn.at) : '',
    wa_opt_out_source: withdrawn ? sourceOf(withdrawn) : '',
    wa_legal_basis: status === 'opted_in' ? `consent${policy}` : '',
  };
};

const concerns = ({ purposes }: ConsentRecord): boolean =>
  purposes === 'all' || purposes.includes('marketing');
const iso = (ms: number): string => new Date(ms).toISOString();
/** A pointer to the evidence, and none of the person's own words. */
const sourceOf = ({ source, actor, proof }: ConsentRecord): string =>
  proof ? `${source} (${actor}): ${proof}`.slice(0, 250) : `${source} (${actor})`;

export interface ConsentVerdict {
  /** What has to be entered in the ledger before anything else. */
  readonly record?: RecordConsentRequest;
  /** Where both sides stand afterwards. */
  readonly status: ConsentStatus;
  /** Why HubSpot's word does not count. */
  readonly refused?: Refusal & { readonly property: string };
}

/**
 * An opt-out wins from whichever side it comes. An opt-in made in HubSpot counts only with its source and time,
 * and never lifts a withdrawal: the person does, or somebody with proof in the ledger.
 */
export const decideConsent = (
  contactId: ContactId,
  recordId: string,
  ours: ConsentProperties,
  theirs: Properties,
  /** What HubSpot held when the two were last in step. */
  before: string | undefined,
  now: number,
): ConsentVerdict => {
  const own = ours.wa_opt_in_status as ConsentStatus;
  const said = theirs.wa_opt_in_status ?? '';
  const keep: ConsentVerdict = { status: own };
  if (said === own || said === before || said === '') return keep;
  const statement = {
    contactId,
    purposes: ['marketing'],
    proof: `hubspot:${recordId}`,
  } as const satisfies Partial<RecordConsentRequest>;
  if (said === 'opted_out') {
    // Now, whatever date stands there: an older one might leave a later opt-in standing.
    return {
      status: 'opted_out',
      record: { ...statement, state: 'withdrawn', actor: 'operator', source: 'operator', at: now },
    };
  }
  if (said !== 'opted_in') return keep;
  const refuse = (property: string, refusal: Refusal): ConsentVerdict => ({
    status: own,
    refused: { property, ...refusal },
  });
  if (own === 'opted_out') {
    return refuse('wa_opt_in_status', refusals.withdrawn);
  }
  const source = theirs.wa_opt_in_source?.trim();
  const at = Date.parse(theirs.wa_opt_in_at ?? '') || Number(theirs.wa_opt_in_at ?? Number.NaN);
  if (!source || source === ours.wa_opt_in_source) {
    return refuse('wa_opt_in_source', refusals.noSource);
  }
  if (!Number.isFinite(at) || at <= 0) {
    return refuse('wa_opt_in_at', refusals.noTime);
  }
  return {
    status: 'opted_in',
    record: {
      ...statement,
      state: 'granted',
      actor: 'import',
      source: 'import',
      at: Math.min(at, now),
      wording: source.slice(0, 500),
    },
  };
};

export const isConsentStatus = (text: string): text is ConsentStatus =>
  (consentStates as readonly string[]).includes(text);
