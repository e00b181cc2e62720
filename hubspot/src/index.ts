export * from './api/portal.ts';
export * from './match/find.ts';
export * from './setup/setup.ts';
