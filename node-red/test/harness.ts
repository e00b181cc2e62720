import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import helper from 'node-red-node-test-helper';
import register from '../src/index.ts';
import { placed } from './support/placed.ts';

const require = createRequire(import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: messages of every shape are looked into
export type Loose = any;
export type FlowNode = Record<string, unknown> & { id: string; type: string };

export interface Harness {
  /** The address of `RED.httpNode`. */
  readonly url: string;
  node(id: string): Loose;
  /** Messages that came to this node of type `helper`, in order. */
  inbox(id: string): Loose[];
  /** The last status of a node. */
  status(id: string): Loose;
  deploy(flow: readonly FlowNode[], type?: 'full' | 'nodes' | 'flows'): Promise<void>;
  close(): Promise<void>;
}

/** Our nodes in Node-RED's own test helper, its HTTP nodes behind a real socket. */
export const load = async (
  flow: readonly FlowNode[],
  credentials: Record<string, object> = {},
  userDir?: string,
): Promise<Harness> => {
  helper.init(require.resolve('node-red'));
  helper.settings({ ...(userDir ? { userDir } : {}), httpNodeRoot: '/' } as Loose);
  let httpNode: Loose;
  const attached = new WeakSet<object>();
  const inboxes = new Map<string, Loose[]>();
  const attach = () => {
    for (const { id, type } of current) {
      if (type !== 'helper') continue;
      const box = inboxes.get(id) ?? [];
      inboxes.set(id, box);
      const node = helper.getNode(id) as Loose;
      // A deploy leaves alone what has not changed.
      if (!node || attached.has(node)) continue;
      attached.add(node);
      node.on('input', (message: Loose) => box.push(message));
    }
  };
  let current = flow;
  const capture = (red: Loose) => {
    httpNode = red.httpNode;
  };
  await helper.load([capture, register as Loose], copy(placed(flow)), copy(credentials));
  attach();
  const server: Server = createServer((request, response) => httpNode(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    node: (id) => helper.getNode(id),
    inbox: (id) => inboxes.get(id) ?? [],
    status: (id) => {
      const { status } = helper.getNode(id) as Loose;
      const calls = status.getCalls().filter((call: Loose) => call.thisValue?.id === id);
      return calls.at(-1)?.args[0];
    },
    deploy: async (next, type = 'full') => {
      current = next;
      await (helper as Loose).setFlows(copy(placed(next)), type, copy(credentials));
      attach();
    },
    close: async () => {
      await helper.unload();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
};

/** Asks again until it is there. */
export const until = async <T>(
  what: string,
  look: () => T | undefined | false,
  timeoutMs = 8000,
): Promise<T> => {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found as T;
    if (Date.now() > end) throw new Error(`it did not happen in ${timeoutMs} ms: ${what}`);
    await new Promise((wait) => setTimeout(wait, 5));
  }
};

/** Node-RED takes credentials out of what it is given. */
const copy = (value: unknown): Loose => JSON.parse(JSON.stringify(value));
