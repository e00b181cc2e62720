export * from './challenge.ts';
export * from './key.ts';
export * from './pseudonym.ts';
export * from './seal.ts';
export * from './secret.ts';
export * from './webhook.ts';
