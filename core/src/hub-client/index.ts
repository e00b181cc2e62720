export { createHubClient, type HubClientOptions } from './client.ts';
export { isPlaced } from './placed.ts';
export { HubError } from './problem.ts';
export type * from './types.ts';
