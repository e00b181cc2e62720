export * from './admit.ts';
export * from './decide.ts';
export * from './fold.ts';
export * from './keywords.ts';
export {
  type ConsentBasis,
  compareStatements,
  type PurposeStanding,
  purposes,
  type Standing,
  standing,
} from './ledger.ts';
export * from './purpose.ts';
export * from './summary.ts';
export * from './words.ts';
