import type { Work } from './engine.ts';

// biome-ignore lint/suspicious/noExplicitAny: parameters of every shape
type Loose = any;

/** The action node. */
export const action = (parameters: Loose, more: Loose = {}) => ({
  id: '11111111-2222-4333-8444-555555555555',
  name: 'Centralita',
  type: 'n8n-nodes-centralita.centralita',
  typeVersion: 1,
  position: [200, 0],
  parameters: { connection: 'direct', resource: 'message', operation: 'sendText', ...parameters },
  credentials: {
    centralitaWhatsAppApi: { id: '1', name: 'WhatsApp' },
    centralitaHubApi: { id: '2', name: 'Hub' },
  },
  ...more,
});

/** Start, the node, and as many followers as it has outputs, named Out 0, Out 1, … */
export const around = (
  node: Loose,
  input: readonly Loose[],
  credentials: Loose,
  outputs = 1,
  executionId?: string,
): Work => {
  const pass = (name: string) => ({
    id: name,
    name,
    type: 'pass',
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
  });
  const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
  const names = Array.from({ length: outputs }, (_, index) => `Out ${index}`);
  return {
    nodes: [pass('Start'), node, ...names.map(pass)],
    connections: { Start: { main: [to(node.name)] }, [node.name]: { main: names.map(to) } },
    input,
    credentials,
    ...(executionId ? { executionId } : {}),
  };
};
