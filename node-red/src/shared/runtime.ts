import { join } from 'node:path';
import type { Language } from '@centralita/core/model';
import type { Red, RedNode } from '../red.ts';
import { createDispatcher, type Dispatcher } from './dispatch.ts';
import { failureOf } from './failure.ts';
import { createFetch } from './fetch.ts';
import { createFiles, createMemoryFiles, type Files } from './files.ts';
import { createGate, type Gate } from './gate.ts';
import { createHandOver, type HandOver } from './hand-over.ts';
import { createJournal, type Journal } from './journal.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { createLive, type Live } from './live.ts';
import { createSeen, type Seen } from './seen.ts';
import type { Sent } from './source.ts';
import { createWaits, restored, type Waits } from './waits.ts';

/** What outlasts a deploy, of one account or hub. */
export interface Desk {
  readonly seen: Seen;
  readonly waits: Waits;
  readonly journal: Journal;
  readonly lanes: Lanes;
  readonly running: Map<string, { readonly fingerprint: string; readonly sent: Promise<Sent> }>;
}

/** One for a Node-RED runtime, whatever is deployed in it and however often. */
export interface Runtime {
  readonly gate: Gate;
  readonly dispatcher: Dispatcher;
  readonly live: Live<RedNode>;
  readonly handOver: HandOver;
  readonly files: Files;
  readonly fetch: typeof fetch;
  readonly language: Language;
  desk(id: string): Desk;
  /** The words of a key of `locales`. */
  text(key: string, values?: Readonly<Record<string, string | number>>): string;
  warn(text: string): void;
  /** The last resort: nothing may leave a handler and end the process. */
  readonly onFault: (error: unknown) => void;
}

const runtimes = new WeakMap<object, Runtime>();

export const runtimeOf = (red: Red): Runtime => {
  let runtime = runtimes.get(red.events);
  if (!runtime) {
    runtime = createRuntime(red);
    runtimes.set(red.events, runtime);
  }
  runtime.dispatcher.mount(
    (red.settings.httpNodeRoot as string | false) === false ? undefined : (red.httpNode as never),
  );
  return runtime;
};

const createRuntime = (red: Red): Runtime => {
  const language: Language = String(red.settings.lang ?? 'en').startsWith('es') ? 'es' : 'en';
  const onFault = (error: unknown) => red.log.error(`[centralita] ${failureOf(error, language).message}`);
  const gate = createGate(red.events);
  const { userDir } = red.settings as { userDir?: string };
  const files = userDir ? createFiles(join(userDir, 'centralita')) : createMemoryFiles();
  const live = createLive<RedNode>(() => gate.open, onFault);
  gate.onStarted(live.settle);
  const handOver = createHandOver(red, gate);
  const desks = new Map<string, Desk>();

  return {
    gate,
    dispatcher: createDispatcher(gate, onFault),
    live,
    handOver,
    files,
    fetch: createFetch(process.env),
    language,
    onFault,
    desk: (id) => {
      let desk = desks.get(id);
      if (!desk) {
        desk = createDesk(id, files, live, handOver);
        desks.set(id, desk);
      }
      return desk;
    },
    text: (key, values) => red._(`centralita.${key}`, values as never),
    warn: (text) => red.log.warn(`[centralita] ${text}`),
  };
};

const createDesk = (id: string, files: Files, live: Live<RedNode>, handOver: HandOver): Desk => {
  const waits = createWaits(files, `waits-${id}.json`);
  waits.onTap = (wait, event) => {
    const give = (): void =>
      live.handBack(
        wait.nodeId,
        async (node) => {
          const messages = [restored(wait, event), null];
          // Caught by a deploy in that moment: to the node that comes next.
          if (!(await handOver(node, messages, (each) => node.send(each)))) return give();
          waits.remove(wait.key);
          node.emit('centralita:waiting');
        },
        // The node is gone for good: nobody waits any more.
        () => waits.remove(wait.key),
      );
    give();
  };
  return {
    seen: createSeen(),
    waits,
    journal: createJournal(files, `outcomes-${id}.jsonl`, Date.now),
    lanes: createLanes(),
    running: new Map(),
  };
};
