import { describeCode } from '@centralita/core/model';
import { type Definition, type Message, nodeOf, type Red, type RedNode, type Status } from '../red.ts';
import { failureOf, NodeFailure } from './failure.ts';
import { type Runtime, runtimeOf } from './runtime.ts';
import type { Source, SourceState } from './source.ts';

/** What every node of a flow has: through what it speaks. */
export interface Bound {
  readonly connection?: 'direct' | 'hub';
  readonly account?: string;
  readonly hub?: string;
}

/** A config node of ours. */
export interface SourceNode extends RedNode {
  source?: Source;
  /** Why there is none. */
  fault?: NodeFailure;
}

export const sourceNodeOf = (red: Red, config: Bound): SourceNode | undefined =>
  nodeOf<SourceNode>(red, config.connection === 'hub' ? config.hub : config.account);

/** The account or hub of a node, or why it has none. */
export const sourceOf = (red: Red, config: Bound): Source => {
  const node = sourceNodeOf(red, config);
  if (node?.source) return node.source;
  if (node?.fault) throw node.fault;
  const { language, text } = runtimeOf(red);
  const field = config.connection === 'hub' ? 'hub' : 'account';
  const details = text(`state.no_${field}`);
  throw new NodeFailure('config_invalid', { details, field, nextStep: text('state.choose') }, language);
};

const colours: Readonly<Record<SourceState['kind'], Status>> = {
  ready: { fill: 'green', shape: 'dot' },
  connecting: { fill: 'yellow', shape: 'ring' },
  away: { fill: 'red', shape: 'ring' },
  refused: { fill: 'red', shape: 'ring' },
  misconfigured: { fill: 'red', shape: 'ring' },
  full: { fill: 'red', shape: 'dot' },
};

export const statusOf = (state: SourceState): Status => ({
  ...colours[state.kind],
  text: state.text ?? `centralita.status.${state.kind}`,
});

/** Enters a node into its flow: the disposer ends everything that is registered with `until`. */
export const enter = <Properties extends object>(red: Red, node: RedNode, config: Definition<Properties>) => {
  red.nodes.createNode(node, config);
  const runtime = runtimeOf(red);
  const undo: (() => void)[] = [];
  const leaving: ((removed: boolean) => void)[] = [];
  undo.push(runtime.live.enter(node.id, node));
  node.on('close', (removed: boolean, done: () => void) => {
    for (const each of leaving) guard(runtime, () => each(removed));
    for (const each of undo) guard(runtime, each);
    done();
  });
  return {
    runtime,
    /** Undone when the node closes. */
    until: (end: () => void) => void undo.push(end),
    /** `removed`: deleted or disabled, not only deployed anew. */
    onClose: (leave: (removed: boolean) => void) => void leaving.push(leave),
  };
};

const guard = (runtime: Runtime, run: () => void): void => {
  try {
    run();
  } catch (error) {
    runtime.onFault(error);
  }
};

/** The one way an error leaves a node: shown under it, told to Catch nodes, never thrown. */
export const fail = (
  runtime: Runtime,
  node: RedNode,
  error: unknown,
  done?: (error: Error) => void,
): NodeFailure => {
  const failure = failureOf(error, runtime.language);
  const { disk } = failure.cause;
  const key = disk ? `short.disk_${disk}` : `short.${failure.code}`;
  const words = runtime.text(key);
  // A code this package has no short words for yet.
  const text = words.endsWith(key) ? describeCode(failure.code, runtime.language).title.slice(0, 24) : words;
  node.status({ fill: 'red', shape: 'ring', text });
  if (done) done(failure);
  return failure;
};

export type { Message };
