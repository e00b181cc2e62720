import type { Message, Red, RedNode } from '../red.ts';
import type { Gate } from './gate.ts';

type Sending = Message | readonly (Message | null)[];

/**
 * Sends, and tells whether the next nodes really got it. Node-RED delivers a moment after `send`; when a deploy
 * begins in that moment the next node is closed already and the message goes nowhere, without a word.
 */
export const createHandOver =
  (red: Red, gate: Gate) =>
  async (node: RedNode, messages: Sending, send: (messages: Sending) => void): Promise<boolean> => {
    const { stops } = gate;
    const next = (node.wires ?? []).flat().map((id) => [id, red.nodes.getNode(id)] as const);
    send(messages);
    // Behind the delivery in the same queue.
    await new Promise<void>((resolve) => setImmediate(resolve));
    return gate.stops === stops || next.every(([id, before]) => red.nodes.getNode(id) === before);
  };

export type HandOver = ReturnType<typeof createHandOver>;
