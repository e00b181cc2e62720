export * from './guard.ts';
export * from './list.ts';
