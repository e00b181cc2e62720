export { systemTimers } from './api/timers.ts';
export type { BackfillRun } from './backfill/backfill.ts';
export { checkHubSpot } from './doctor.ts';
export { createHubSpot, type HubSpotExtension, type HubSpotOptions, portalOf } from './extension.ts';
export { neededProperties } from './readiness.ts';
export * from './settings.ts';
export * from './setup/setup.ts';
