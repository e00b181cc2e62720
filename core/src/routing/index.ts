export * from './assignment.ts';
export { checkRules, type KnownNames } from './check-rules.ts';
export { countryOfPhone } from './country.ts';
export { addWorkingTime, isOpen, nextOpening, workingTimeBetween } from './hours.ts';
export { fitsLanguage } from './language.ts';
export { type CompiledRules, compile, route } from './route.ts';
export { sayTarget } from './say.ts';
export type * from './types.ts';
export { builtInWordLists } from './word-lists.ts';
