import type { OutboundContent, Purpose } from '@centralita/core/model';
import type { Database } from './database.ts';

/** What has to be known to send a message, beside the message itself. */
export interface SendRequest {
  readonly content: OutboundContent;
  readonly purpose: Purpose;
  /** The provider's id of the message to quote. */
  readonly replyTo?: string;
  /** The one confirmation of an opt-out. */
  readonly confirmation?: boolean;
}

export type SendRowState = 'queued' | 'sending' | 'uncertain';

export interface SendRow {
  readonly message: number;
  readonly conversation: number;
  readonly account: number;
  readonly request: string;
  readonly state: SendRowState;
  readonly notBefore: number;
  readonly attempts: number;
  readonly startedAt: number | null;
  readonly expiresAt: number | null;
  readonly lastError: string | null;
}

const columns = `message, conversation, account, request, state, not_before as "notBefore", attempts,
  started_at as "startedAt", expires_at as "expiresAt", last_error as "lastError"`;

/** Messages on their way out, oldest first in each conversation. */
export class Sends {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Only inside a write. */
  queue(
    message: number,
    conversation: number,
    account: number,
    request: SendRequest,
    notBefore: number,
    expiresAt?: number,
  ): void {
    this.#db
      .prepare(
        "insert into sends (message, conversation, account, request, state, not_before, expires_at) values ($1, $2, $3, $4, 'queued', $5, $6)",
      )
      .run(message, conversation, account, JSON.stringify(request), notBefore, expiresAt ?? null);
  }

  byMessage(message: number): SendRow | undefined {
    return this.#db.prepare<SendRow>(`select ${columns} from sends where message = $1`).get(message);
  }

  /** The head of each conversation's lane, after `message` in order: what may be sent when its time has come. */
  heads(after: number, limit: number): SendRow[] {
    return this.#db
      .prepare<SendRow>(
        `select ${columns} from sends s where state = 'queued' and message > $1
           and not exists (select 1 from sends b where b.conversation = s.conversation and b.message < s.message and b.state <> 'uncertain')
         order by message limit $2`,
      )
      .all(after, limit);
  }

  /** The next message of a conversation. */
  head(conversation: number): SendRow | undefined {
    return this.#db
      .prepare<SendRow>(
        `select ${columns} from sends where conversation = $1 and state <> 'uncertain' order by message limit 1`,
      )
      .get(conversation);
  }

  /** Those whose attempt was under way when the process ended: nobody knows what became of them. */
  interrupted(): SendRow[] {
    return this.#db.prepare<SendRow>(`select ${columns} from sends where state = 'sending'`).all();
  }

  uncertainBefore(startedAt: number, limit: number): SendRow[] {
    return this.#db
      .prepare<SendRow>(`select ${columns} from sends where state = 'uncertain' and started_at < $1 limit $2`)
      .all(startedAt, limit);
  }

  /** Only inside a write. */
  start(message: number, attempts: number, startedAt: number): void {
    this.#db
      .prepare("update sends set state = 'sending', attempts = $1, started_at = $2 where message = $3")
      .run(attempts, startedAt, message);
  }

  /** Only inside a write. */
  postpone(message: number, notBefore: number, reason: string): void {
    this.#db
      .prepare("update sends set state = 'queued', not_before = $1, last_error = $2 where message = $3")
      .run(notBefore, reason, message);
  }

  /** Only inside a write. */
  uncertain(message: number, reason: string): void {
    this.#db
      .prepare("update sends set state = 'uncertain', last_error = $1 where message = $2")
      .run(reason, message);
  }

  /** Only inside a write: the outcome is known. */
  done(message: number): void {
    this.#db.prepare('delete from sends where message = $1').run(message);
  }

  queuedCount(): number {
    return (
      this.#db.prepare<{ n: number }>("select count(*) as n from sends where state <> 'uncertain'").get()
        ?.n ?? 0
    );
  }
}
