export { createHubClient, type HubClientOptions } from './client.ts';
export { HubError } from './problem.ts';
export type * from './types.ts';
