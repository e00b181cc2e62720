import type { Call, Fault, SlackDouble } from '../../../slack-app/src/testing/double.ts';
import { seeded } from '../../support/seeded.ts';

/** What goes wrong with Slack on this day. The same calls fail in every run with one seed. */
export interface Weather {
  /** Nothing answers, for so long. */
  down(ms: number): Promise<void>;
  /** One channel answers 429 to every post, for so long. */
  storm(channel: string, ms: number): void;
  /** Everything that was to be delivered late or again has been. */
  settled(): Promise<void>;
  /** Timestamps of messages that came late or out of order. */
  readonly late: ReadonlySet<string>;
  readonly counts: Readonly<Record<string, number>>;
  end(): void;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A number from 0 up to 1 that belongs to a text. */
const chanceOf = (seed: number, text: string): number => {
  let hash = seed;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return seeded(hash)();
};

export const makeWeather = (slack: SlackDouble, seed: number): Weather => {
  const counts: Record<string, number> = {};
  const count = <T>(what: string, value: T): T => {
    counts[what] = (counts[what] ?? 0) + 1;
    return value;
  };
  const asked = new Map<string, number>();
  const storms = new Map<string, number>();
  const late = new Set<string>();
  const waiting = new Set<Promise<unknown>>();
  let isDown = false;

  /** Outcomes of the first attempt of one post in twenty-five: what was written although the answer says otherwise, too. */
  const postFault = (key: string): Fault | undefined => {
    const chance = chanceOf(seed, key);
    const kinds: readonly [number, string, Fault][] = [
      [0.012, 'cut after the post', { kind: 'reset', after: true }],
      [0.02, '500 after the post', { kind: 'status', status: 500, after: true }],
      [0.025, 'internal_error after the post', { kind: 'error', error: 'internal_error', after: true }],
      [0.032, 'cut before the post', { kind: 'reset', after: false }],
      [0.036, '503 before the post', { kind: 'status', status: 503, after: false }],
      [0.038, 'no answer after the post', { kind: 'silence', after: true }],
    ];
    const found = kinds.find(([below]) => chance < below);
    return found && count(found[1], found[2]);
  };

  const otherFault = (call: Call, key: string): Fault | undefined => {
    const chance = chanceOf(seed, `${call.method}:${key}`);
    if (call.method === 'files.completeUploadExternal')
      return chance < 0.15 ? count('cut after a share', { kind: 'reset', after: true }) : undefined;
    if (chance < 0.02) return count('500 elsewhere', { kind: 'status', status: 500, after: true });
    if (chance < 0.03) return count('429 elsewhere', { kind: 'rate', seconds: 1 });
    return undefined;
  };

  slack.fault = (call) => {
    if (isDown) return count('down', { kind: 'status', status: 503, after: false });
    const metadata = call.args.metadata as { event_payload?: { k?: unknown } } | undefined;
    const until = storms.get(String(call.args.channel));
    if (call.method === 'chat.postMessage' && until && performance.now() < until)
      return count('429 storm', { kind: 'rate', seconds: 1 });
    const key = String(metadata?.event_payload?.k ?? JSON.stringify(call.args).slice(0, 300));
    const times = (asked.get(`${call.method}:${key}`) ?? 0) + 1;
    asked.set(`${call.method}:${key}`, times);
    if (times > 1) return undefined;
    return call.method === 'chat.postMessage' ? postFault(key) : otherFault(call, key);
  };

  const deliver = slack.deliver;
  if (!deliver) throw new Error('events go over HTTP here');
  const later = (work: () => Promise<unknown>) => {
    const running = work().finally(() => waiting.delete(running));
    waiting.add(running);
  };
  /** As Slack does: three more times, until it is taken. */
  const insistently = async (request: Request): Promise<Response> => {
    for (let attempt = 0; ; attempt++) {
      const answer = await deliver(request.clone()).catch(() => new Response('', { status: 503 }));
      if (answer.ok || attempt === 3) return answer;
      await pause(300);
    }
  };
  slack.deliver = async (request) => {
    const body = await request.clone().text();
    if (!body.includes('"type":"message"')) return deliver(request);
    const { event, event_id: id } = JSON.parse(body);
    const chance = chanceOf(seed, `event:${id}`);
    if (chance < 0.06) {
      count('event twice at once', 0);
      later(() => insistently(request.clone()));
      return insistently(request);
    }
    if (chance < 0.1) {
      count('event again later', 0);
      const again = request.clone();
      later(() => pause(3_000).then(() => insistently(again)));
      return insistently(request);
    }
    if (chance < 0.15) {
      count('event late', 0);
      late.add(event.ts).add(event.message?.ts);
      later(() => pause(1_200).then(() => insistently(request)));
      return new Response();
    }
    return insistently(request);
  };

  return {
    down: async (ms) => {
      isDown = true;
      await pause(ms);
      isDown = false;
    },
    storm: (channel, ms) => void storms.set(channel, performance.now() + ms),
    settled: async () => {
      while (waiting.size > 0) await Promise.all(waiting);
    },
    late,
    counts,
    end: () => {
      slack.fault = () => undefined;
      slack.deliver = deliver;
    },
  };
};
