import type { Event, EventType } from '@centralita/core/model';
import type { Files } from './files.ts';
import type { Gate } from './gate.ts';
import type { Seen } from './seen.ts';
import type { Listener, SourceState } from './source.ts';
import type { Waits } from './waits.ts';

/** Hands events to the listeners of one account or hub. */
export interface Fan {
  subscribe(listener: Listener): () => void;
  readonly size: number;
  /** What the listeners want together. */
  types(): readonly EventType[];
  /** Called when listeners come or go. */
  onChange: () => void;
  /** Each event once; false when nobody was there to take it. One listener's fault stops no other. */
  deliver(event: Event): Promise<boolean>;
}

/** A deploy usually takes less; whoever brought the event comes back. */
const deployMs = 5000;

export const createFan = (seen: Seen, waits: Waits, gate: Gate, onFault: (error: unknown) => void): Fan => {
  const listeners = new Set<Listener>();
  const pending = new Map<string, Promise<boolean>>();
  /** Of events a deploy interrupted: which nodes have them already. */
  const partly = new Map<string, { readonly claimed: boolean; readonly taken: Set<string> }>();

  const hand = async (event: Event): Promise<boolean> => {
    const state = partly.get(event.id) ?? {
      claimed: event.type === 'message.received' && waits.claim(event),
      taken: new Set<string>(),
    };
    waits.note(event);
    const wanting = [...listeners].filter(
      ({ id, types }) => types.includes(event.type) && !state.taken.has(id),
    );
    const give = async (listener: Listener) => {
      try {
        if ((await listener.take(event, state)) === false) return false;
      } catch (error) {
        onFault(error);
      }
      state.taken.add(listener.id);
      return true;
    };
    const taken = wanting.length > 0 ? await Promise.all(wanting.map(give)) : [];
    if (taken.includes(false)) {
      partly.set(event.id, state);
      return false;
    }
    partly.delete(event.id);
    seen.add(event.id);
    return true;
  };

  const fan: Fan = {
    subscribe: (listener) => {
      listeners.add(listener);
      fan.onChange();
      return () => {
        if (listeners.delete(listener)) fan.onChange();
      };
    },
    get size() {
      return listeners.size;
    },
    types: () => [...new Set([...listeners].flatMap(({ types }) => types))].sort(),
    onChange: () => undefined,
    deliver: async (event) => {
      if (!gate.open) await gate.running(deployMs);
      if (!gate.open || listeners.size === 0) return false;
      if (seen.has(event.id)) return true;
      // The same event again while the first is still being handed over waits for that.
      const running = pending.get(event.id) ?? hand(event);
      pending.set(event.id, running);
      try {
        return await running;
      } finally {
        pending.delete(event.id);
      }
    },
  };
  return fan;
};

/** A state that several nodes show. */
export const createStates = (first: SourceState) => {
  let state = first;
  let cover: SourceState | undefined;
  let shown = first;
  const watchers = new Set<(state: SourceState) => void>();
  const show = () => {
    const next = cover ?? state;
    if (next.kind === shown.kind && next.text === shown.text) return;
    shown = next;
    for (const watcher of [...watchers]) watcher(shown);
  };
  return {
    set: (next: SourceState) => {
      state = next;
      show();
    },
    /** Shown instead while it lasts; what is `set` meanwhile comes out once it is over. */
    cover: (over: SourceState | undefined) => {
      cover = over;
      show();
    },
    watch: (on: (state: SourceState) => void) => {
      watchers.add(on);
      on(shown);
      return () => void watchers.delete(on);
    },
  };
};

/** The disk of our own files, said under all nodes. The undo is returned. */
export const coverByDisk = (
  states: ReturnType<typeof createStates>,
  { files, text }: { readonly files: Files; text(key: string): string },
): (() => void) =>
  files.watch((disk) =>
    states.cover(disk === 'ok' ? undefined : { kind: 'full', text: text(`state.${diskWords[disk]}`) }),
  );
const diskWords = { full: 'diskFull', refused: 'diskRefused' } as const;
