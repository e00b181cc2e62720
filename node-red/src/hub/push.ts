import type { HubClient } from '@centralita/core/hub-client';
import type { Event } from '@centralita/core/model';
import { digest } from '@centralita/core/model';
import { backoff } from '@centralita/core/pacing';
import { challengeAnswer, deriveSecret, verifySignature } from '@centralita/core/signing';
import type { Handler } from '../shared/dispatch.ts';
import type { Fan } from '../shared/fan.ts';
import type { Files } from '../shared/files.ts';
import type { SourceState } from '../shared/source.ts';

/** The hub's deliveries: genuine, handed over, and only then 200. */
export const createPushReceiver = (parts: {
  readonly secret: string;
  readonly fan: Fan;
  readonly now: () => number;
  readonly onForged: (reason: string) => void;
}): Handler => {
  const { secret, fan, now, onForged } = parts;
  return async ({ method, headers, body }) => {
    if (method !== 'POST') return { status: 405, text: 'POST only' };
    const verdict = verifySignature({ headers, body, secrets: [secret], now: now() });
    if (!verdict.ok) {
      onForged(verdict.reason);
      return { status: 401, text: 'The signature does not fit' };
    }
    const challenge = challengeAnswer(body);
    if (challenge !== undefined) return { status: 200, text: challenge };
    const event = eventIn(body);
    if (!event) return { status: 400, text: 'This is no event' };
    const taken = await fan.deliver(event);
    return taken ? { status: 200, text: 'received' } : { status: 503, text: 'No flow is listening here' };
  };
};

const eventIn = (body: Uint8Array): Event | undefined => {
  try {
    const value = JSON.parse(new TextDecoder().decode(body)) as Partial<Event> | null;
    const { id, type, data } = value ?? {};
    return typeof id === 'string' && typeof type === 'string' && typeof data === 'object' && data
      ? (value as Event)
      : undefined;
  } catch {
    return undefined;
  }
};

export interface SubscriberParts {
  readonly connect: (signal: AbortSignal) => HubClient;
  readonly url: string;
  readonly key: string;
  /** Of the config node. */
  readonly id: string;
  readonly fan: Fan;
  readonly files: Files;
  readonly onState: (state: SourceState) => void;
  readonly describe: (error: unknown) => SourceState;
  readonly onFault: (error: unknown) => void;
}

/**
 * Tells the hub where to post and what. The address is part of the subscription's key: a copy of the same flows on
 * another machine makes one of its own and takes nothing away.
 */
export const createSubscriber = (parts: SubscriberParts) => {
  const { files, fan, url } = parts;
  const clientKey = `node-red-${digest(parts.id, url)}`;
  const name = `subscription-${parts.id}.json`;
  const ended = new AbortController();
  let asked = '';
  let turn: Promise<void> = Promise.resolve();

  const save = async (wanted: string) => {
    const client = parts.connect(ended.signal);
    for (let failures = 0; !ended.signal.aborted && asked === wanted; failures += 1) {
      try {
        parts.onState({ kind: 'connecting' });
        const before = files.read(name)?.trim();
        await client.subscribe(clientKey, {
          url,
          secret: deriveSecret(parts.key, url),
          description: 'Node-RED',
          types: [...fan.types()],
        });
        if (before && before !== clientKey) await client.unsubscribe(before).catch(() => undefined);
        files.write(name, clientKey);
        return parts.onState({ kind: 'ready' });
      } catch (error) {
        if (ended.signal.aborted) return;
        parts.onState(parts.describe(error));
        await new Promise((resolve) => {
          const ms = 1000 + backoff(failures, { baseMs: 1000, capMs: 60_000, random: Math.random });
          const timer = setTimeout(resolve, ms);
          ended.signal.addEventListener('abort', resolve);
          timer.unref();
        });
      }
    }
  };

  return {
    secret: deriveSecret(parts.key, url),
    /** What is listened for may have changed. Nobody listening: the hub keeps trying, and the 503s hold its place. */
    refresh: () => {
      const wanted = fan.types().join(',');
      if (wanted === '' || wanted === asked) return;
      asked = wanted;
      turn = turn.then(() => save(wanted)).catch(parts.onFault);
    },
    end: (removed: boolean) => {
      ended.abort();
      if (!removed) return;
      files.remove(name);
      const client = parts.connect(AbortSignal.timeout(5000));
      client.unsubscribe(clientKey).catch(() => undefined);
    },
  };
};
