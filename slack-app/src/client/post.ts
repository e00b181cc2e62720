import type { ConsumerStore, PerformContext } from '@centralita/core/consumer';
import { escapeMrkdwn } from '../format/from-whatsapp.ts';
import { metadataType } from '../ids.ts';
import type { Parts } from '../parts.ts';
import { context, type Post, plainPost } from '../projection/parts.ts';
import { postPace } from './gate.ts';
import { find } from './look.ts';
import { attempt, type Outcome } from './outcome.ts';
import { later, Refused } from './stop.ts';

/** A message to be posted exactly once. */
export interface PostRequest {
  /** The same on every attempt, and of no other post; goes into the post's metadata, so nothing personal. */
  readonly key: string;
  readonly team: string;
  readonly channel: string;
  /** Absent: at the top of the channel. */
  readonly thread?: string;
  readonly post: Post;
  /** Shown as its author, where the workspace allows it. */
  readonly author?: string;
  /** Shows it in the channel too. */
  readonly broadcast?: boolean;
  /** When it was first wanted, real milliseconds: nothing older can be it. */
  readonly since: number;
}

/** What a performance of an effect gives the steps inside it. */
export type Performance = Pick<PerformContext, 'store' | 'attempt' | 'signal'>;

/** Waits this short are waited for; longer ones give the worker back. */
const shortMs = 120;
/** Whatever was under way when a call broke off has happened by then. */
const settleMs = 5_000;

/**
 * Posts once, however often it is called. Slack has no idempotency key: an attempt that may have worked is looked up
 * by the key in its metadata before another is made. Throws `Stop` to come again, `Refused` for a certain no.
 */
export const postOnce = async (
  parts: Parts,
  request: PostRequest,
  performance: Performance,
): Promise<string> => {
  const { store, attempt: number } = performance;
  const row = (
    await parts.store.query('select state, attempt, ts from slack_posts where key = $1', request.key)
  )[0];
  if (row?.state === 'done') return row.ts as string;
  // Removed from the workspace: there is no way to look there, and nothing of it is seen there any more.
  if (!(await parts.installations.find(request.team))) throw new Refused('account_inactive', 'route');
  const clean = number === 1 || (row?.state === 'clean' && row.attempt === number - 1);
  if (!clean) {
    const found = await find(parts, request);
    if (found !== undefined) return settle(store, request, number, found, parts.realNow());
  }
  // From here on nothing of it is under way until the call itself.
  const notYet = (reason: string, ms: number, untilCalled = false) => {
    record(store, request, 'clean', number, null, parts.realNow());
    return later(reason, ms, untilCalled);
  };
  const away = parts.outage.wait();
  if (away > 0) throw notYet('Slack does not answer', away, true);
  const place = `post:${request.team}:${request.channel}`;
  const wait = parts.gate.enter(place, request.key, postPace);
  if (wait > shortMs) throw notYet(`the channel takes about one post a second`, wait);
  if (wait > 0) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    parts.gate.enter(place, request.key, postPace);
  }
  const token = await parts.installations.token(request.team);
  const outcome = await call(parts, token, request);
  switch (outcome.kind) {
    case 'done':
      parts.outage.answered();
      parts.installations.trust(request.team);
      return settle(store, request, number, outcome.value, parts.realNow());
    case 'wait':
      parts.outage.answered();
      parts.gate.close(place, outcome.ms);
      throw notYet('Slack asked to wait', outcome.ms);
    case 'not-sent':
      throw notYet(`Slack is not there: ${outcome.reason}`, parts.outage.failed(), true);
    case 'uncertain':
      throw later(
        `nobody knows whether Slack took it: ${outcome.reason}`,
        Math.max(settleMs, parts.outage.failed()),
      );
    case 'refused':
      parts.outage.answered();
      record(store, request, 'clean', number, null, parts.realNow());
      if (outcome.about === 'token') await parts.installations.doubt(request.team, outcome.reason);
      throw new Refused(outcome.reason, outcome.about);
  }
};

/** Posts as it should look; where Slack does not take that, plainer. Each no is certain, so another try doubles nothing. */
const call = async (parts: Parts, token: string, request: PostRequest): Promise<Outcome<string>> => {
  const named = parts.installations.mayName(request.team) ? request.author : undefined;
  let outcome = await send(parts, token, request, request.post, named);
  if (outcome.kind === 'refused' && outcome.about === 'scope' && named !== undefined) {
    parts.installations.mayNotName(request.team);
    // From now on the name is in the message itself, in this one too.
    const post = { ...request.post, blocks: [context(`*${escapeMrkdwn(named)}*`), ...request.post.blocks] };
    return call(parts, token, { ...request, post });
  }
  if (outcome.kind === 'refused' && outcome.about === 'content' && request.post.blocks.length > 0) {
    parts.log.warn('Slack did not take the blocks of a message; it goes as plain text', {
      reason: outcome.reason,
    });
    outcome = await send(parts, token, request, plainPost(request.post), named);
  }
  return outcome;
};

const send = (parts: Parts, token: string, request: PostRequest, post: Post, author: string | undefined) =>
  attempt(async () => {
    const answer = await parts.clients.write(token).chat.postMessage({
      channel: request.channel,
      text: post.text.slice(0, 3900),
      ...(post.blocks.length > 0 ? { blocks: [...post.blocks] } : {}),
      ...(request.thread ? { thread_ts: request.thread } : {}),
      ...(request.thread && request.broadcast ? { reply_broadcast: true } : {}),
      ...(author ? { username: author.slice(0, 80) } : {}),
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: metadataType, event_payload: { k: request.key } },
    } as Parameters<ReturnType<Parts['clients']['write']>['chat']['postMessage']>[0]);
    if (typeof answer.ts !== 'string') throw new Error('Slack answered without a timestamp');
    return answer.ts;
  });

const settle = (
  store: ConsumerStore,
  request: PostRequest,
  number: number,
  ts: string,
  at: number,
): string => {
  record(store, request, 'done', number, ts, at);
  return ts;
};

const record = (
  store: ConsumerStore,
  { key, channel }: PostRequest,
  state: 'clean' | 'done',
  number: number,
  ts: string | null,
  at: number,
): void =>
  store.run(
    `insert into slack_posts (key, state, attempt, channel, ts, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (key) do update set state = excluded.state, attempt = excluded.attempt, channel = excluded.channel,
       ts = excluded.ts, at = excluded.at where slack_posts.state != 'done'`,
    key,
    state,
    number,
    channel,
    ts,
    at,
  );

/** The same for a call that may be repeated without harm, such as an update or a reaction. */
export const changeOnce = async <T>(
  parts: Parts,
  place: {
    readonly name: string;
    readonly who: string;
    readonly pace: { readonly everyMs: number; readonly burst: number };
  },
  make: () => Promise<T>,
): Promise<T> => {
  const away = parts.outage.wait();
  if (away > 0) throw later('Slack does not answer', away, true);
  const wait = parts.gate.enter(place.name, place.who, place.pace);
  if (wait > 0) throw later('this method has its pace', wait);
  const outcome = await attempt(make);
  if (outcome.kind !== 'uncertain' && outcome.kind !== 'not-sent') parts.outage.answered();
  switch (outcome.kind) {
    case 'done':
      return outcome.value;
    case 'wait':
      parts.gate.close(place.name, outcome.ms);
      throw later('Slack asked to wait', outcome.ms);
    case 'not-sent':
    case 'uncertain':
      throw later(`Slack did not answer: ${outcome.reason}`, parts.outage.failed(), true);
    case 'refused':
      throw new Refused(outcome.reason, outcome.about);
  }
};
