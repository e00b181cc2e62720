import { meta } from '@centralita/core/channels/meta';
import type { Event, EventByType } from '@centralita/core/model';
import { isFile } from '../shared/content.ts';
import { createCounter } from '../shared/counter.ts';
import { channelFailure, NodeFailure } from '../shared/failure.ts';
import { coverByDisk, createFan, createStates } from '../shared/fan.ts';
import type { Runtime } from '../shared/runtime.ts';
import type { SendOnce, Source } from '../shared/source.ts';
import { createReceiver } from './receive.ts';
import { createSender } from './send.ts';
import { type AccountSettings, callContext } from './settings.ts';

export interface Account extends Source {
  /** Ends it; what was begun goes on. */
  close(): void;
}

/** Shorter than the platform waits for our answer. */
const mediaTimeoutMs = 8000;
const mediaBytes = 100 * 1024 * 1024;

/** A number of the business, spoken to without a hub. */
export const openAccount = (
  id: string,
  path: string,
  settings: AccountSettings,
  runtime: Runtime,
): Account => {
  const desk = runtime.desk(id);
  const states = createStates({ kind: 'ready' });
  const uncover = coverByDisk(states, runtime);
  const fan = createFan(desk.seen, desk.waits, runtime.gate, runtime.onFault);
  const forged = createCounter((reason, count) =>
    runtime.warn(runtime.text('log.forged', { path, reason, count })),
  );
  const receiver = createReceiver({
    settings,
    fan,
    now: Date.now,
    onForged: forged,
    onStatus: (event) => settleByStatus(desk.journal, event),
  });
  const release = runtime.dispatcher.claim(path, receiver);

  const missing = missingOf(settings);
  if (!release) states.set({ kind: 'misconfigured', text: runtime.text('state.pathTaken', { path }) });
  else if (missing.length > 0) {
    states.set({ kind: 'misconfigured', text: runtime.text('state.missing', { field: missing.join(', ') }) });
  }

  const sender = createSender({
    settings,
    fetch: runtime.fetch,
    now: Date.now,
    random: Math.random,
    wait: (ms) => (ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()),
    journal: desk.journal,
    lanes: desk.lanes,
    running: desk.running,
  });
  const send: SendOnce = async (command, options) => {
    const field = (['phoneNumberId', 'accessToken'] as const).find((name) => !settings[name]);
    if (field) {
      const details = runtime.text('state.missing', { field });
      throw new NodeFailure('config_invalid', { details, field, outcome: 'not-sent' }, runtime.language);
    }
    if (/^c[tv]_/.test(command.to)) {
      const details = 'an id of a hub can be written to through that hub only';
      throw new NodeFailure('recipient_unknown', { details, field: 'to', outcome: 'not-sent' });
    }
    return sender(command, options);
  };

  const context = (timeoutMs: number) => callContext(settings, runtime.fetch, Date.now(), timeoutMs);
  return {
    id,
    mode: 'direct',
    subscribe: fan.subscribe,
    watch: states.watch,
    send,
    journal: desk.journal,
    waits: desk.waits,
    cancel: desk.lanes.cancel,
    media: async (event) => {
      const mediaId = mediaIdOf(event);
      if (!mediaId) throw new NodeFailure('media_unavailable');
      const call = { ...context(mediaTimeoutMs), maxBytes: mediaBytes };
      const info = await meta.mediaInfo(mediaId, call);
      const file = info.ok ? await meta.fetchMedia(info.value, call) : info;
      if (!file.ok) throw channelFailure(file.error, 'rejected');
      return file.value;
    },
    upload: async (file) => {
      const uploaded = await meta.uploadMedia(file, context(120_000));
      if (!uploaded.ok) throw channelFailure(uploaded.error, 'not-sent');
      return uploaded.value;
    },
    close: () => {
      uncover();
      release?.();
      forged.end();
    },
  };
};

const missingOf = (settings: AccountSettings): string[] => [
  ...(['phoneNumberId', 'accessToken', 'verifyToken'] as const).filter((name) => !settings[name]),
  ...(settings.appSecrets.length === 0 ? ['appSecret'] : []),
];

const mediaIdOf = (event: Event): string | undefined => {
  if (event.type !== 'message.received') return undefined;
  const { content } = event.data.message;
  return isFile(content) ? content.id : undefined;
};

/** A status brings our reference back: what was uncertain is known from then on. */
const settleByStatus = (journal: Source['journal'], event: EventByType<'message.status'>): void => {
  const { correlationId, providerId } = event.data.message;
  if (!correlationId?.startsWith('nr1.')) return;
  const key = correlationId.slice('nr1.'.length);
  const { status } = event.data;
  const before = journal.find(key);
  if (!before || !isStep(status)) return;
  const later = order.indexOf(status) > order.indexOf(before.state as never);
  if (later) journal.settle(key, { state: status, ...(providerId ? { providerId } : {}) });
};
const order = ['sent', 'failed', 'delivered', 'read'] as const;
const isStep = (status: string): status is (typeof order)[number] =>
  (order as readonly string[]).includes(status);
