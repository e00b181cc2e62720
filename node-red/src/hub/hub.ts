import { createHubClient, type HubClient, HubError } from '@centralita/core/hub-client';
import { CentralitaError } from '@centralita/core/model';
import { createCounter } from '../shared/counter.ts';
import { mountPoint } from '../shared/dispatch.ts';
import { failureOf, NodeFailure } from '../shared/failure.ts';
import { coverByDisk, createFan, createStates } from '../shared/fan.ts';
import type { Runtime } from '../shared/runtime.ts';
import type { Source, SourceState } from '../shared/source.ts';
import { createPull } from './pull.ts';
import { createPushReceiver, createSubscriber } from './push.ts';
import { createHubSender } from './send.ts';
import { callbackOf, type HubSettings } from './settings.ts';

export interface HubSource extends Source {
  readonly client: HubClient;
  close(removed: boolean): void;
}

/** A Centralita hub. Throws `config_invalid` when its address or key cannot be one. */
export const openHub = (
  id: string,
  settings: HubSettings,
  runtime: Runtime,
  httpNodeRoot: unknown,
): HubSource => {
  const desk = runtime.desk(id);
  const states = createStates({ kind: settings.delivery === 'none' ? 'ready' : 'connecting' });
  const uncover = coverByDisk(states, runtime);
  const fan = createFan(desk.seen, desk.waits, runtime.gate, runtime.onFault);
  const { url, key } = settings;
  const connect = (signal?: AbortSignal) =>
    createHubClient({ url, key, fetch: patient(runtime.fetch), ...(signal ? { signal } : {}) });
  const client = connect();

  const describe = (error: unknown): SourceState => {
    const failure = failureOf(error, runtime.language);
    if (!(error instanceof HubError)) return { kind: 'away', text: runtime.text('state.hubAway') };
    const refused = failure.code === 'unauthenticated' || failure.code === 'forbidden';
    return { kind: refused ? 'refused' : 'away', text: shorten(failure.message) };
  };
  tellOutages();
  const shared = { connect, fan, files: runtime.files, describe, onFault: runtime.onFault };
  const receive = receiverOf();
  fan.onChange = () => {
    // While a deploy goes on listeners come and go; what counts is who is there in the end.
    if (runtime.gate.open) receive.refresh();
  };
  const unhook = runtime.gate.onStarted(() => receive.refresh());

  return {
    id,
    mode: 'hub',
    client,
    subscribe: fan.subscribe,
    watch: states.watch,
    send: createHubSender({
      client,
      journal: desk.journal,
      now: Date.now,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      language: runtime.language,
    }),
    journal: desk.journal,
    waits: desk.waits,
    cancel: desk.lanes.cancel,
    media: async (event) => {
      const messageId = event.data.hub?.messageId;
      if (!messageId) throw new NodeFailure('media_unavailable');
      return client.media(messageId);
    },
    upload: async (file, account) => client.uploadMedia(await accountFor(client, account), file),
    close: (removed) => {
      unhook();
      uncover();
      receive.end(removed);
    },
  };

  function receiverOf(): { refresh(): void; end(removed: boolean): void } {
    const onState = (state: SourceState) => states.set(state);
    switch (settings.delivery) {
      case 'none':
        return { refresh: () => undefined, end: () => undefined };
      case 'push':
        return pushed(onState);
      default: {
        const name = `cursor-${id}.json`;
        const pull = createPull({
          ...shared,
          name,
          onState,
          onCursorLost: (how) => runtime.warn(runtime.text(`log.cursor_${how}`)),
        });
        return {
          refresh: pull.refresh,
          end: (removed) => {
            pull.end();
            if (removed) runtime.files.remove(name);
          },
        };
      }
    }
  }

  /** Once when it begins and once when it ends, for whoever looks at the log and not at the nodes. */
  function tellOutages(): void {
    let away = false;
    states.watch(({ kind }) => {
      if (kind === 'away' && !away) runtime.warn(runtime.text('log.away', { host: new URL(url).host }));
      if (kind === 'ready' && away) runtime.warn(runtime.text('log.back', { host: new URL(url).host }));
      away = kind === 'away' || (away && kind !== 'ready');
    });
  }

  function pushed(onState: (state: SourceState) => void) {
    const callback = callbackOf(settings, httpNodeRoot, mountPoint);
    const subscriber = createSubscriber({ ...shared, id, key, url: callback, onState });
    const forged = createCounter((reason, count) =>
      runtime.warn(runtime.text('log.forged', { path: settings.path, reason, count })),
    );
    const handler = createPushReceiver({
      secret: subscriber.secret,
      fan,
      now: Date.now,
      onForged: forged,
    });
    const release = runtime.dispatcher.claim(settings.path, handler);
    if (!release) {
      onState({ kind: 'misconfigured', text: runtime.text('state.pathTaken', { path: settings.path }) });
    }
    return {
      refresh: () => {
        if (release) subscriber.refresh();
      },
      end: (removed: boolean) => {
        release?.();
        forged.end();
        subscriber.end(removed);
      },
    };
  }
};

/** A connection that died without a word must not hold anything for ever; the longest answer takes half of this. */
const patient = (fetcher: typeof fetch): typeof fetch => {
  const longestMs = 60_000;
  return (input, init) => {
    const signals = [init?.signal ?? [], AbortSignal.timeout(longestMs)].flat();
    return fetcher(input, { ...init, signal: AbortSignal.any(signals) });
  };
};

const accountFor = async (client: HubClient, named: string | undefined): Promise<string> => {
  if (named) return named;
  const [only, ...others] = await client.accounts();
  if (only && others.length === 0) return only.id;
  throw new CentralitaError('account_unknown', 'the hub has several accounts: name the one to send from', {
    field: 'channelAccountId',
  });
};

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
