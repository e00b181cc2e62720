export { createHubClient, type HubClientOptions, HubError } from './client.ts';
export type * from './types.ts';
