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
    until(
      source.subscribe({
        types,
        take: (event, about) => {
          if (!trigger.wants(event, about)) return undefined;
          const give = (messages: Sending) => {
            received += 1;
            node.send(messages as Message);
            const text = runtime.text('status.received', { count: received });
            node.status({ fill: 'green', shape: 'dot', text });
          };
          const made = trigger.messages(event, source, runtime);
          return made instanceof Promise ? made.then(give) : give(made);
        },
      }),
    );
  } catch (error) {
    node.error(fail(runtime, node, error).message);
  }
};
