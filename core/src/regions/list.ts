export type RegionAction = 'block' | 'warn';

export interface RegionEntry {
  /** Digits of an international number, without `+`. */
  readonly prefix: string;
  readonly name: string;
  /** ISO 3166 code, where the prefix is a whole country: business-scoped user ids begin with it. */
  readonly country?: string;
  readonly action: RegionAction;
}

export interface RegionList {
  /** When somebody last compared the list with its source; ISO date. */
  readonly updated: string;
  readonly source: string;
  readonly entries: readonly RegionEntry[];
}

/**
 * Where WhatsApp's business messages do not go. Meta names the regions; the prefixes are those one provider
 * uses. Lists change (Syria's place may have), so configuration may replace it. Ids of people in Crimea,
 * Donetsk and Luhansk carry a country code that says nothing of the region: only their numbers tell.
 */
export const defaultRegions: RegionList = {
  updated: '2025-11-30',
  source: 'Meta business support text of November 2025; prefixes as reported by a messaging provider',
  entries: [
    { prefix: '53', name: 'Cuba', country: 'CU', action: 'block' },
    { prefix: '98', name: 'Iran', country: 'IR', action: 'block' },
    { prefix: '850', name: 'North Korea', country: 'KP', action: 'block' },
    { prefix: '963', name: 'Syria', country: 'SY', action: 'block' },
    { prefix: '7978', name: 'Crimea', action: 'block' },
    { prefix: '7856', name: 'Donetsk region', action: 'block' },
    { prefix: '7857', name: 'Luhansk region', action: 'block' },
  ],
};
