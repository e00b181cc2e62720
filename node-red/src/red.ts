import type { EventEmitter } from 'node:events';

/**
 * What we use of Node-RED's runtime API, https://nodered.org/docs/api/modules/. Its published types bring the
 * browser's along, which would then be there for all of the code.
 */
export interface Red {
  readonly nodes: {
    registerType<N extends RedNode, D extends NodeDefinition>(
      type: string,
      make: (this: N, definition: D) => void,
      options?: { readonly credentials?: Readonly<Record<string, { readonly type: 'text' | 'password' }>> },
    ): void;
    createNode(node: RedNode, definition: NodeDefinition): void;
    getNode(id: string): RedNode | null;
    getCredentials(id: string): object | undefined;
  };
  readonly events: Pick<EventEmitter, 'on' | 'removeListener'>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly log: { warn(text: string): void; error(text: string): void };
  readonly util: {
    evaluateNodeProperty(
      value: string,
      type: string,
      node: RedNode,
      message: Message,
      callback: (error: unknown, value: unknown) => void,
    ): void;
    cloneMessage<T>(message: T): T;
  };
  readonly auth: { needsPermission(permission: string): unknown };
  /** Absent when the editor is switched off. */
  readonly httpAdmin?: Record<'get' | 'post', (path: string, ...handlers: unknown[]) => void>;
  readonly httpNode?: { use(path: string, handler: unknown): unknown };
  _(key: string, values?: Readonly<Record<string, string | number>>): string;
}

/** A message between nodes. Everything that is not ours is left alone. */
export interface Message {
  // biome-ignore lint/suspicious/noExplicitAny: other nodes put anything onto a message
  [property: string]: any;
}

/** `key` texts are words of `locales`, put into the reader's language by the editor. */
export interface Status {
  readonly fill?: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  readonly shape?: 'ring' | 'dot';
  readonly text?: string;
}

/** A node's instance: `status` and `error` reach people, `send` the next nodes. */
export interface RedNode extends EventEmitter {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly credentials?: object;
  /** For each output the ids of the next nodes. */
  readonly wires?: readonly (readonly string[])[];
  send(messages: Message | readonly (Message | null)[]): void;
  status(status: Status): void;
  error(error: string | Error, message?: Message): void;
  warn(text: string): void;
}

export interface NodeDefinition {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
}

export type Definition<Properties> = NodeDefinition & Properties;
export type Send = (messages: Message | readonly (Message | null)[]) => void;
export type Done = (error?: Error) => void;

/** A config node by its id; undefined while it is missing or disabled. */
export const nodeOf = <T extends RedNode>(red: Red, id: string | undefined): T | undefined =>
  id ? ((red.nodes.getNode(id) as T | null) ?? undefined) : undefined;
