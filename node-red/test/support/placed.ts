import type { FlowNode } from '../harness.ts';

/** Drawn somewhere: what has no place Node-RED takes for a config node, and starts it as one. */
export const placed = (flow: readonly FlowNode[]): FlowNode[] =>
  flow.map((node) => (node.z ? { x: 100, y: 100, ...node } : node));
