export * from './backoff.ts';
export * from './breaker.ts';
export * from './pair.ts';
export * from './rate.ts';
