import {
  type ConsentBasis,
  compareStatements,
  keyOf,
  platformOf,
  purposes,
  type Standing,
  slotsOf,
  standing,
} from './ledger.ts';

/**
 * The few statements of a ledger that can still decide, kept as JSON on the contact so that a send need not
 * read the ledger. At most a handful; after a STOP, one. In canonical order: the same ledger gives the same
 * summary in whatever order it arrived.
 */
export interface ConsentSummary {
  readonly version: 1;
  readonly statements: readonly ConsentBasis[];
}

export const emptySummary: ConsentSummary = { version: 1, statements: [] };

/** The summary after one more statement, which may be older than those before. Saying it twice changes nothing. */
export const applyStatement = (
  summary: ConsentSummary | undefined,
  statement: ConsentBasis,
): ConsentSummary => summarise([...(summary?.statements ?? []), statement]);

/** The summary of a whole ledger: also how two contacts that turn out to be one person are merged. */
export const summarise = (statements: readonly ConsentBasis[]): ConsentSummary => {
  const deciding = new Map<string, ConsentBasis>();
  const keep = (statement: ConsentBasis | undefined): void => {
    if (statement) deciding.set(keyOf(statement), statement);
  };
  for (const purpose of purposes) {
    for (const statement of Object.values(slotsOf(statements, purpose))) keep(statement);
  }
  const { stop, resume } = platformOf(statements);
  keep(stop);
  keep(resume);
  return { version: 1, statements: [...deciding.values()].sort(compareStatements).map(basisOf) };
};

/** Where the person stands, from the summary alone: equal to {@link standing} over the whole ledger. */
export const standingOf = (summary: ConsentSummary | undefined, now?: number): Standing =>
  standing(summary?.statements ?? [], now);

const basisOf = (s: ConsentBasis): ConsentBasis => ({
  state: s.state,
  purposes: s.purposes === 'all' ? 'all' : purposes.filter((purpose) => s.purposes.includes(purpose)),
  actor: s.actor,
  source: s.source,
  at: s.at,
  ...(s.proof === undefined ? {} : { proof: s.proof }),
  ...(s.proofAt === undefined ? {} : { proofAt: s.proofAt }),
  ...(s.expiresAt === undefined ? {} : { expiresAt: s.expiresAt }),
  ...(s.platformValue === undefined ? {} : { platformValue: s.platformValue }),
});
