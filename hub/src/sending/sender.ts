import type { CallContext, Channel, Recipient, SendResult } from '@centralita/core/channels';
import { CentralitaError, type ProviderId } from '@centralita/core/model';
import {
  admitAttempt,
  type BreakerState,
  backoff,
  closedBreaker,
  healthOf,
  reportAttempt,
} from '@centralita/core/pacing';
import { correlationId } from '../ingress/apply-status.ts';
import type { AccountRow } from '../store/accounts.ts';
import type { Person } from '../store/contacts.ts';
import type { SendRequest, SendRow } from '../store/sends.ts';
import type { Tables } from '../store/tables.ts';
import type { Guard, GuardVerdict } from './guards.ts';
import {
  mayResend,
  recordAccepted,
  recordFailed,
  recordPostponed,
  recordRefused,
  recordUncertain,
  type Sent,
} from './outcomes.ts';
import type { Pacer } from './pacer.ts';

export interface SenderOptions {
  readonly tables: Tables;
  readonly channel: (provider: ProviderId) => Channel;
  /** What a call to the provider needs; undefined when the account is not configured any more. */
  readonly callContext: (account: AccountRow, signal: AbortSignal) => Omit<CallContext, 'now'> | undefined;
  readonly guard: Guard;
  readonly pacer: Pacer;
  readonly now: () => number;
  readonly random: () => number;
  readonly onProblem: (problem: {
    readonly code: string;
    readonly title: string;
    readonly detail?: string;
    readonly nextStep?: string;
    readonly source: string;
  }) => void;
  readonly onOutcome: (outcome: string, ms: number) => void;
  /** Requests to the provider at once. */
  readonly concurrency?: number;
  /** Real milliseconds until an unanswered request is given up as uncertain. */
  readonly timeoutMs?: number;
  /** How long a status is waited for before a person is asked about an uncertain message. */
  readonly reconcileMs?: number;
}

const tickMs = 250;
const retryBaseMs = 2_000;
const retryCapMs = 300_000;
/** A message that could not be given to the provider for this long is given up. */
const giveUpMs = 24 * 60 * 60 * 1000;

/**
 * Sends what is queued: one message at a time in each conversation, conversations beside each other, as fast
 * as the number and the person may be written to. Guards are asked again in the transaction that records the
 * attempt and once more before the request leaves. What may have been taken is never sent again.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #busy = new Set<number>();
  readonly #waiting = new Map<number, number>();
  readonly #ready: number[] = [];
  readonly #breakers = new Map<number, BreakerState>();
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #stopped = false;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier process left: what was under way is uncertain, what was queued goes on. */
  async start(): Promise<void> {
    const { tables, now } = this.#options;
    await tables.store.write(() => {
      for (const send of tables.sends.interrupted()) {
        // The API is open already: one that this process has begun is under way.
        if (this.#busy.has(send.conversation)) continue;
        const sent = this.#sentOf(send, now());
        if (sent) recordUncertain(tables, sent, 'the hub stopped while the request was under way');
        else tables.sends.done(send.message);
      }
    });
    for (let after = 0; ; ) {
      const heads = tables.sends.heads(after, 500);
      for (const head of heads) this.#wait(head.conversation, head.notBefore);
      const last = heads.at(-1);
      if (!last) break;
      after = last.message;
    }
    this.#timer = setInterval(() => this.#tick(), tickMs);
    this.#timer.unref();
    this.#tick();
  }

  /** Stops starting requests, gives those under way a few seconds, and ends the rest as uncertain. */
  async stop(graceMs = 5_000): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    const until = Date.now() + graceMs;
    while (this.#inFlight > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    this.#abort.abort();
    while (this.#inFlight > 0 && Date.now() < until + 2_000)
      await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** A message of this conversation was queued. */
  kick(conversation: number): void {
    if (this.#stopped || this.#busy.has(conversation) || this.#waiting.has(conversation)) return;
    this.#ready.push(conversation);
    this.#drain();
  }

  /** An account may send again. */
  resume(account: number): void {
    this.#breakers.delete(account);
    this.#tick(true);
  }

  get stats(): { readonly inFlight: number; readonly waiting: number; readonly openBreakers: number } {
    return {
      inFlight: this.#inFlight,
      waiting: this.#waiting.size + this.#ready.length,
      openBreakers: [...this.#breakers.values()].filter((breaker) => breaker.state !== 'closed').length,
    };
  }

  #wait(conversation: number, until: number): void {
    this.#waiting.set(conversation, until);
    const ms = until - this.#options.now();
    // Pacing waits are shorter than a tick.
    if (ms < tickMs && !this.#soon) this.#soon = setTimeout(() => this.#tick(), Math.max(1, ms)).unref();
  }

  #tick(all = false): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    const now = this.#options.now();
    for (const [conversation, until] of this.#waiting) {
      if (!all && until > now) continue;
      this.#waiting.delete(conversation);
      this.#ready.push(conversation);
    }
    this.#drain();
    void this.#askAboutUncertain(now);
  }

  #drain(): void {
    const limit = this.#options.concurrency ?? 64;
    while (!this.#stopped && this.#inFlight < limit) {
      const conversation = this.#ready.shift();
      if (conversation === undefined) return;
      if (this.#busy.has(conversation)) continue;
      this.#busy.add(conversation);
      this.#inFlight += 1;
      void this.#sendHead(conversation)
        .catch((error: unknown) => {
          // The store refused: nothing was sent, or the attempt is on record and uncertain after a restart.
          const detail = error instanceof Error ? error.message : String(error);
          this.#options.onProblem({
            code: 'store_unavailable',
            title: 'A message could not be sent now',
            detail,
            source: 'sending',
          });
          this.#wait(conversation, this.#options.now() + 5_000);
        })
        .finally(() => {
          this.#inFlight -= 1;
          this.#busy.delete(conversation);
          if (!this.#waiting.has(conversation) && this.#options.tables.sends.head(conversation))
            this.#ready.push(conversation);
          this.#drain();
        });
    }
  }

  async #sendHead(conversation: number): Promise<void> {
    const { tables, now, pacer } = this.#options;
    const send = tables.sends.head(conversation);
    if (!send) return;
    if (send.state === 'sending') {
      // An attempt whose outcome could not be stored: nobody knows.
      await tables.store.write(() =>
        this.#settle(send, (sent) =>
          recordUncertain(tables, sent, send.lastError ?? 'the outcome could not be stored'),
        ),
      );
      return;
    }
    const at = now();
    if (send.notBefore > at) return this.#wait(conversation, send.notBefore);
    const account = tables.accounts.byNo(send.account);
    if (!account?.endpoint || account.paused) return this.#wait(conversation, at + 60_000);

    const admission = admitAttempt(this.#breakerOf(account.no), at);
    if (!admission.admitted) return this.#wait(conversation, admission.retryAt ?? at + 1_000);
    const row = tables.messages.byNo(send.message);
    const place = row ? pacer.take(account.no, row.contact, at) : { ok: true as const };
    if (!place.ok) return this.#wait(conversation, place.at);
    this.#breakers.set(account.no, admission.state);
    await this.#attempt(send, account, admission.probe);
  }

  async #attempt(send: SendRow, account: AccountRow, probe: boolean): Promise<void> {
    const { tables, now, onOutcome } = this.#options;
    const request = JSON.parse(send.request) as SendRequest;
    const attempt = send.attempts + 1;

    const started = await tables.store.write(() => {
      const sent = this.#sentOf(send, now());
      const person = sent && tables.contacts.byNo(sent.row.contact);
      if (!sent || !person) {
        tables.sends.done(send.message);
        return undefined;
      }
      const verdict = this.#ask(person, account, request, send);
      if (!verdict.allow) {
        recordRefused(tables, sent, verdict.code, verdict.detail);
        onOutcome('refused', 0);
        return undefined;
      }
      tables.sends.start(send.message, attempt, sent.at);
      if (sent.row.state === 'queued')
        tables.messages.setState(sent.row.no, 'sending', JSON.parse(sent.row.more ?? '{}'));
      return { sent, person };
    });
    if (!started) return this.#giveBack(account, probe);

    // A withdrawal may have been committed together with the attempt: asked once more, with nothing in between.
    const verdict = this.#ask(started.person, account, request, send);
    if (!verdict.allow) {
      await tables.store.write(() =>
        this.#settle(send, (sent) => recordRefused(tables, sent, verdict.code, verdict.detail)),
      );
      onOutcome('refused', 0);
      return this.#giveBack(account, probe);
    }
    const begun = performance.now();
    const result = await this.#call(started.sent, started.person, account, request, attempt);
    onOutcome(result.state, performance.now() - begun);
    this.#report(account, healthOf(result), probe);
    await this.#record(send, account, result);
  }

  async #call(
    sent: Sent,
    person: Person,
    account: AccountRow,
    request: SendRequest,
    attempt: number,
  ): Promise<SendResult> {
    const { channel, callContext, now, timeoutMs } = this.#options;
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(timeoutMs ?? 30_000)]);
    const context = callContext(account, signal);
    if (!context) return { state: 'not-sent', reason: 'the account is not configured' };
    return channel(account.provider).send(
      { content: request.content, ...(request.replyTo ? { replyTo: request.replyTo } : {}) },
      { ...context, now: now(), to: recipientOf(person), correlationId: correlationId(sent.row.id, attempt) },
    );
  }

  async #record(send: SendRow, account: AccountRow, result: SendResult): Promise<void> {
    const { tables } = this.#options;
    const later = this.#laterOf(send, account, result);
    await tables.store.write(() =>
      this.#settle(send, (sent) => {
        if (result.state === 'accepted') recordAccepted(tables, sent, result);
        else if (later !== undefined)
          recordPostponed(
            tables,
            sent,
            later,
            result.state === 'rejected' ? result.error.message : result.reason,
          );
        else if (result.state === 'rejected') recordFailed(tables, sent, result.error);
        else if (result.state === 'not-sent')
          recordRefused(tables, sent, 'provider_unavailable', result.reason);
        else recordUncertain(tables, sent, result.reason);
        if (result.state === 'rejected' && stopsAccount(result))
          tables.accounts.setPaused(account.no, result.error.message);
      }),
    );
    if (later !== undefined) this.#wait(send.conversation, later);
    if (result.state === 'rejected' && stopsAccount(result)) {
      const { message, nextStep, providerCode } = result.error;
      this.#options.onProblem({
        code: providerCode === undefined ? 'account_paused' : `meta_${providerCode}`,
        title: `Sending from ${account.name ?? account.displayPhone ?? account.id} is paused: ${message}`,
        nextStep: `${nextStep} Then resume the account.`,
        source: 'sending',
      });
    }
  }

  /** When to try again; undefined when the outcome stands. */
  #laterOf(send: SendRow, account: AccountRow, result: SendResult): number | undefined {
    const { now, random, pacer, tables } = this.#options;
    const at = now();
    // The pause holds it back, and once the account is resumed nothing else does.
    if (result.state === 'rejected' && stopsAccount(result)) return at;
    if (!mayResend(result)) return undefined;
    const queuedAt = tables.messages.byNo(send.message)?.timestamp ?? at;
    if (at - queuedAt > giveUpMs) return undefined;
    const waitMs = Math.max(
      backoff(send.attempts, { baseMs: retryBaseMs, capMs: retryCapMs, random }) + 250,
      result.state === 'rejected' ? (result.error.retryAfterMs ?? 0) : 0,
    );
    if (result.state === 'rejected' && result.error.providerCode === 131056) {
      const contact = tables.messages.byNo(send.message)?.contact;
      return contact === undefined
        ? at + waitMs
        : Math.max(at + waitMs, pacer.pairThrottled(account.no, contact, at));
    }
    if (result.state === 'rejected' && result.error.kind === 'rate_limited')
      pacer.throttled(account.no, at + waitMs);
    return at + waitMs;
  }

  #ask(person: Person, account: AccountRow, request: SendRequest, send: SendRow): GuardVerdict {
    // Another write may have forgotten and reloaded the person: memory has one of each.
    const current = this.#options.tables.contacts.byNo(person.no);
    if (!current) return { allow: false, code: 'contact_erased' };
    return this.#options.guard({
      person: current,
      account,
      purpose: request.purpose,
      template: request.content.kind === 'template',
      ...(request.confirmation ? { confirmation: true } : {}),
      expiresAt: send.expiresAt,
      now: this.#options.now(),
    });
  }

  #sentOf(send: SendRow, at: number): Sent | undefined {
    const { tables } = this.#options;
    const row = tables.messages.byNo(send.message);
    const account = tables.accounts.byNo(send.account);
    // Somebody who is being erased gets nothing more, and nothing more is told of them.
    return row && account && tables.contacts.byNo(row.contact) && { row, account, at };
  }

  #settle(send: SendRow, record: (sent: Sent) => void): void {
    const sent = this.#sentOf(send, this.#options.now());
    if (sent) record(sent);
    else this.#options.tables.sends.done(send.message);
  }

  #breakerOf(account: number): BreakerState {
    return this.#breakers.get(account) ?? closedBreaker;
  }

  /** The attempt never became a request: whoever comes next is the probe. */
  #giveBack(account: AccountRow, probe: boolean): void {
    const breaker = this.#breakerOf(account.no);
    if (!probe || breaker.state !== 'half_open') return;
    this.#breakers.set(account.no, { state: 'open', until: this.#options.now(), openings: breaker.openings });
  }

  #report(account: AccountRow, health: 'up' | 'down' | 'neutral', probe: boolean): void {
    const before = this.#breakerOf(account.no);
    const after = reportAttempt(before, { health, probe, at: this.#options.now() });
    this.#breakers.set(account.no, after);
    if (before.state === 'closed' && after.state === 'open') {
      this.#options.onProblem({
        code: 'provider_unavailable',
        title: `WhatsApp does not answer for ${account.name ?? account.displayPhone ?? account.id}`,
        detail: 'messages wait in their order until it does',
        nextStep: 'Nothing to do: they go out later.',
        source: 'sending',
      });
    }
  }

  async #askAboutUncertain(now: number): Promise<void> {
    const { tables, reconcileMs } = this.#options;
    const due = tables.sends.uncertainBefore(now - (reconcileMs ?? 90_000), 50);
    if (due.length === 0 || this.#stopped) return;
    try {
      await tables.store.write(() => {
        for (const send of due) tables.sends.done(send.message);
      });
    } catch (error) {
      if (error instanceof CentralitaError) return;
      throw error;
    }
    for (const send of due) {
      this.#options.onProblem({
        code: 'send_uncertain',
        title: 'No status came for a message whose sending was cut off',
        detail: tables.messages.byNo(send.message)?.id ?? '',
        nextStep: 'Ask the customer whether it arrived before you send it again.',
        source: 'sending',
      });
    }
  }
}

/** An account without a valid token or payment can send nothing: its messages wait, they do not fail one by one. */
const stopsAccount = (result: Extract<SendResult, { state: 'rejected' }>): boolean =>
  result.error.pauses === 'account';

const recipientOf = (person: Person): Recipient => {
  const to: { userId?: string; waId?: string; phone?: string } = {};
  for (const identity of person.identities) {
    const value = identity.slice(identity.indexOf(':') + 1);
    if (identity.startsWith('wa_id:')) to.waId = value;
    else if (identity.startsWith('phone:')) to.phone = value;
    else if (identity.startsWith('user_id:')) to.userId = value;
  }
  return to;
};
