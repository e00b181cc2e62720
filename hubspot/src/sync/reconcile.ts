import { digest } from '@centralita/core/model';
import type { FieldMapping } from '../settings.ts';
import type { FieldState } from '../store/tables.ts';

/** A field's value on both sides, as text; empty is no value. */
export interface BothSides {
  /** In our own form, such as a user's key. */
  readonly ours: string;
  /** The same in HubSpot's form; undefined when it has none there. */
  readonly oursThere: string | undefined;
  readonly theirs: string;
  /** Theirs in our form; undefined when it has none here. */
  readonly theirsHere: string | undefined;
  readonly oursAt: number;
  readonly theirsAt: number;
}

export type Verdict =
  | { readonly move: 'none' }
  | { readonly move: 'to_hubspot'; readonly value: string }
  | { readonly move: 'from_hubspot'; readonly value: string };

export const hashOf = (value: string): string => digest(value).slice(0, 16);

/** Times may come back written otherwise than they went. */
export const sameValue = (a: string, b: string): boolean => {
  if (a === b) return true;
  const [x, y] = [timeOf(a), timeOf(b)];
  return x !== undefined && x === y;
};
const timeOf = (text: string): number | undefined => {
  if (/^\d{13}$/.test(text)) return Number(text);
  return /^\d{4}-\d\d-\d\d(T|$)/.test(text) ? Date.parse(text) : undefined;
};

/** What has to be done so that both sides hold the same by the mapping's policy. The same input, the same verdict. */
export const reconcile = (
  { direction, prefer, fill }: FieldMapping,
  sides: BothSides,
  state: FieldState | undefined,
): Verdict => {
  const { ours, oursThere, theirs, theirsHere } = sides;
  const none: Verdict = { move: 'none' };
  if (oursThere !== undefined && sameValue(oursThere, theirs)) return none;
  const toHubSpot = (): Verdict =>
    oursThere === undefined || (fill && theirs !== '') ? none : { move: 'to_hubspot', value: oursThere };
  const fromHubSpot = (): Verdict =>
    theirsHere === undefined || theirsHere === ours || (fill && ours !== '')
      ? none
      : { move: 'from_hubspot', value: theirsHere };

  // One way: whoever owns the field is followed. Nothing is no value to overwrite something with, unless it was emptied.
  if (direction === 'to_hubspot') return ours === '' && !state ? none : (emptied(ours, state) ?? toHubSpot());
  if (direction === 'from_hubspot') return theirs === '' && !state ? none : fromHubSpot();

  const oursChanged = !state || hashOf(ours) !== state.ours;
  const theirsChanged = !state || hashOf(theirs) !== state.theirs;
  if (!state) {
    if (theirs === '') return toHubSpot();
    if (ours === '') return fromHubSpot();
  }
  if (oursChanged && !theirsChanged) return toHubSpot();
  if (theirsChanged && !oursChanged) return fromHubSpot();
  const theirsWins = prefer === 'hubspot' || (prefer === 'newest' && sides.theirsAt >= sides.oursAt);
  return theirsWins ? fromHubSpot() : toHubSpot();

  function emptied(value: string, before: FieldState | undefined): Verdict | undefined {
    return value === '' && before?.ours === hashOf('') ? none : undefined;
  }
};

export interface SetVerdict {
  readonly result: readonly string[];
  readonly toHubSpot: boolean;
  readonly fromHubSpot: boolean;
}

/** Tags: what either side added stays, what either side took away goes. */
export const reconcileSet = (
  ours: readonly string[],
  theirs: readonly string[],
  base: readonly string[],
): SetVerdict => {
  const before = new Set(base);
  const [here, there] = [new Set(ours), new Set(theirs)];
  const kept = (value: string): boolean =>
    before.has(value) ? here.has(value) && there.has(value) : here.has(value) || there.has(value);
  const result = [...new Set([...ours, ...theirs])].filter(kept);
  const equals = (side: ReadonlySet<string>): boolean =>
    side.size === result.length && result.every((value) => side.has(value));
  return { result, toHubSpot: !equals(there), fromHubSpot: !equals(here) };
};
