import type { Event, EventType } from '@centralita/core/model';
import type { Definition, Message, Red, RedNode } from '../red.ts';
import { type Bound, enter, fail, sourceOf, statusOf } from './bind.ts';
import type { Runtime } from './runtime.ts';
import type { Source } from './source.ts';

/** What one kind of trigger wants and makes of it. */
export interface Trigger {
  readonly types: readonly EventType[];
  wants(event: Event, about: { readonly claimed: boolean }): boolean;
  /** One message, or one for each output. */
  messages(event: Event, source: Source, runtime: Runtime): Promise<Sending> | Sending;
}
type Sending = Message | (Message | null)[];

/** Wires a trigger: listens while it lives, shows how its account stands, and what it last gave. */
export const runTrigger = <Properties extends Bound>(
  red: Red,
  node: RedNode,
  config: Definition<Properties>,
  makeTrigger: () => Trigger,
): void => {
  const { runtime, until } = enter(red, node, config);
  let received = 0;
  try {
    const source = sourceOf(red, config);
    const trigger = makeTrigger();
    const { types } = trigger;
    until(source.watch((state) => node.status(statusOf(state))));
    const counter = createShow(() => {
      const text = runtime.text('status.received', { count: received });
      node.status({ fill: 'green', shape: 'dot', text });
    });
    until(counter.end);
    const give = async (made: Promise<Sending> | Sending) => {
      const taken = await runtime.handOver(node, await made, (messages) => node.send(messages));
      if (!taken) return false;
      received += 1;
      counter.show();
      return true;
    };
    until(
      source.subscribe({
        id: node.id,
        types,
        take: (event, about) => {
          if (!trigger.wants(event, about)) return undefined;
          return give(trigger.messages(event, source, runtime));
        },
      }),
    );
  } catch (error) {
    node.error(fail(runtime, node, error).message);
  }
};

/** A status goes to every open editor: at once, then at most once a second. */
const createShow = (show: () => void) => {
  let timer: NodeJS.Timeout | undefined;
  let behind = false;
  const later = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (!behind) return;
      behind = false;
      show();
      later();
    }, 1000);
    timer.unref();
  };
  return {
    show: () => {
      if (timer) {
        behind = true;
        return;
      }
      show();
      later();
    },
    end: () => clearTimeout(timer),
  };
};
