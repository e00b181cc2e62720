import type { HubClient } from '@centralita/core/hub-client';
import type { Definition, Done, Message, Red, RedNode, Send } from '../red.ts';
import { type Bound, enter, fail, sourceOf, statusOf } from './bind.ts';
import { NodeFailure } from './failure.ts';

/** What an action puts onto the message; `status` is shown under the node, `payload` replaces the payload. */
export interface ActionResult {
  readonly status: string;
  readonly [property: string]: unknown;
}

/** A node that asks a hub, whatever else its flow speaks through, to do something with each message. */
export const hubAction = (
  red: Red,
  node: RedNode,
  config: Definition<Bound>,
  act: (client: HubClient, message: Message) => Promise<ActionResult>,
): void => {
  // As it came, never a copy: Node-RED hides the flow of the node in it.
  const { runtime, until } = enter(red, node, config);
  let client: HubClient | undefined;
  let fault: Error | undefined;
  try {
    const source = sourceOf(red, { ...config, connection: 'hub' });
    client = source.client;
    if (!client) throw new NodeFailure('unsupported', {}, runtime.language);
    until(source.watch((state) => node.status(statusOf(state))));
  } catch (error) {
    fault = fail(runtime, node, error);
  }

  const handle = async (message: Message, send: Send, done: Done) => {
    try {
      if (!client) throw fault;
      const { status, ...properties } = await act(client, message);
      Object.assign(message, properties);
      runtime.live.handBack(
        node.id,
        (alive) => {
          alive.status({ fill: 'green', shape: 'dot', text: status });
          if (alive !== node) return alive.send(message);
          send(message);
          done();
        },
        () => undefined,
      );
    } catch (error) {
      const failure = fail(runtime, node, error);
      const told = (alive: RedNode) => (alive === node ? done(failure) : alive.error(failure, message));
      runtime.live.handBack(node.id, told, () => undefined);
    }
  };
  node.on('input', (message: Message, send: Send, done: Done) => {
    void handle(message, send, done).catch(runtime.onFault);
  });
};
