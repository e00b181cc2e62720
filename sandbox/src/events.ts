import type { SandboxEvent } from './types.ts';

type Told = { id: number; event: SandboxEvent | (() => SandboxEvent) };

/** Tells pages what happens. Events may be given as functions: nobody listening, nothing computed. */
export interface EventBus {
  publish(event: SandboxEvent | (() => SandboxEvent)): void;
  /** A stream of Server-Sent Events, beginning after the id given. */
  stream(lastEventId?: number): Response;
  close(): void;
}

const kept = 1000;
const heartbeatMs = 15_000;

export const createEventBus = (): EventBus => {
  const ring: Told[] = [];
  const listeners = new Map<ReadableStreamDefaultController<Uint8Array>, NodeJS.Timeout>();
  const encoder = new TextEncoder();
  let lastId = 0;

  const drop = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    clearInterval(listeners.get(controller));
    listeners.delete(controller);
  };

  const write = (controller: ReadableStreamDefaultController<Uint8Array>, text: string) => {
    try {
      controller.enqueue(encoder.encode(text));
    } catch {
      drop(controller);
    }
  };

  return {
    publish: (event) => {
      lastId += 1;
      const told: Told = { id: lastId, event };
      ring.push(told);
      // Cut in blocks: `shift` on every event would move a thousand entries each time.
      if (ring.length > kept * 2) ring.splice(0, kept);
      if (listeners.size === 0) return;
      const text = line(told);
      for (const controller of listeners.keys()) write(controller, text);
    },
    stream: (lastEventId) => {
      let own: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          own = controller;
          write(controller, 'retry: 1000\n\n');
          const missed = lastEventId === undefined ? [] : ring.filter(({ id }) => id > lastEventId);
          for (const told of missed.slice(-kept)) write(controller, line(told));
          const beat = setInterval(() => write(controller, ': still here\n\n'), heartbeatMs);
          beat.unref();
          listeners.set(controller, beat);
        },
        cancel: () => drop(own),
      });
      return new Response(body, {
        headers: {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        },
      });
    },
    close: () => {
      for (const controller of [...listeners.keys()]) {
        drop(controller);
        try {
          controller.close();
        } catch {
          // The page was faster.
        }
      }
    },
  };
};

const line = ({ id, event }: Told): string => {
  const { type, ...data } = typeof event === 'function' ? event() : event;
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
};
