export * from './case-number.ts';
