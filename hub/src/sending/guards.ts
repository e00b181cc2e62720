import { decide, type SendBasis, standingOf } from '@centralita/core/consent';
import { CentralitaError, type Code, type Purpose } from '@centralita/core/model';
import type { RegionGuard } from '@centralita/core/regions';
import type { AccountRow } from '../store/accounts.ts';
import type { Person } from '../store/contacts.ts';

export interface GuardQuestion {
  readonly person: Person;
  readonly account: AccountRow;
  readonly purpose: Purpose;
  readonly template: boolean;
  readonly confirmation?: boolean;
  readonly expiresAt?: number | null;
  readonly now: number;
}

export type GuardVerdict =
  | { readonly allow: true; readonly basis: SendBasis }
  | { readonly allow: false; readonly code: Code; readonly detail?: string };

export type Guard = (question: GuardQuestion) => GuardVerdict;

/**
 * May this go out now? Asked when a message is accepted, in the transaction that records the attempt, and
 * once more the moment before the request leaves. Looks at memory only, so it costs nothing and nothing can
 * happen between the answer and what follows.
 */
export const createGuard =
  (region: RegionGuard, groupOf: (person: Person) => readonly Person[] = (person) => [person]): Guard =>
  ({ person, account, purpose, template, confirmation, expiresAt, now }) => {
    if (expiresAt && expiresAt <= now) return { allow: false, code: 'send_expired' };
    const hit = region(...valuesOf(person));
    const decisionFor = (one: Person) =>
      decide({
        purpose,
        template,
        standing: standingOf(one.consent, now),
        windowUntil: person.windows.get(account.no),
        now,
        ...(hit ? { region: hit.action } : {}),
        ...(confirmation ? { confirmation } : {}),
      });
    let decision = decisionFor(person);
    // Contacts that are one person: what any of them forbids is forbidden.
    for (const one of groupOf(person)) {
      if (!decision.allow) break;
      if (one.no === person.no) continue;
      const stricter = decisionFor(one);
      const withdrawn = !stricter.allow && stricter.code === 'consent_withdrawn';
      if (withdrawn) decision = stricter;
    }
    if (decision.allow) return { allow: true, basis: decision.basis };
    const detail =
      decision.code === 'region_blocked' && hit
        ? hit.name
        : decision.reason === 'platform_stop'
          ? 'the person stopped marketing messages in WhatsApp itself'
          : undefined;
    return { allow: false, code: decision.code, ...(detail ? { detail } : {}) };
  };

const telling = /^(?:phone|wa_id|user_id|parent_user_id):/;

const valuesOf = (person: Person): string[] =>
  [...person.identities]
    .filter((identity) => telling.test(identity))
    .map((identity) => identity.slice(identity.indexOf(':') + 1));

export const refusal = (verdict: Extract<GuardVerdict, { allow: false }>): CentralitaError =>
  new CentralitaError(verdict.code, verdict.detail);
