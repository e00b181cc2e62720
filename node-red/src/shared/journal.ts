import type { Files } from './files.ts';

/** `waiting` for its turn; `started`: the request may have left. What a restart finds so is `not-sent` and `unknown`. */
export type OutcomeState =
  | 'waiting'
  | 'started'
  | 'accepted'
  | 'queued'
  | 'rejected'
  | 'not-sent'
  | 'unknown'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed';

/** What became of one send. Kept beside the flow, because a deploy may end the flow before the answer comes. */
export interface Outcome {
  readonly key: string;
  readonly at: number;
  readonly nodeId: string;
  /** The end of the recipient's number or id: enough to find them, not to read them off. */
  readonly to: string;
  /** Of recipient and content, so that one key cannot stand for two messages. */
  readonly digest: string;
  readonly state: OutcomeState;
  readonly messageId?: string;
  readonly providerId?: string;
  readonly code?: string;
  /** False: no flow heard of it, because it was deployed anew or stopped meanwhile. */
  readonly told: boolean;
}

/** A journal of sends, one JSON object a line; the last line of a key counts. */
export interface Journal {
  find(key: string): Outcome | undefined;
  /** Throws when the disk does not take it: then nothing is sent. */
  begin(outcome: Outcome): void;
  /** What came of it. Never throws: the message has left. What the disk does not take is written once it does. */
  settle(key: string, change: Partial<Outcome>): void;
  /** The newest first. */
  recent(limit: number): readonly Outcome[];
}

const keepMs = 7 * 24 * 3_600_000;
const linesAtMost = 5000;

export const createJournal = (files: Files, name: string, now: () => number): Journal => {
  const outcomes = new Map<string, Outcome>();
  let lines = 0;
  /** The disk has less than there is here. */
  let behind = false;

  const before = files.read(name) ?? '';
  for (const line of before.split('\n')) {
    const outcome = parse(line);
    if (!outcome) continue;
    lines += 1;
    outcomes.delete(outcome.key);
    outcomes.set(outcome.key, outcome);
  }
  for (const [key, outcome] of outcomes) {
    if (outcome.at < now() - keepMs) outcomes.delete(key);
    else if (outcome.state === 'started') outcomes.set(key, { ...outcome, state: 'unknown', told: false });
    else if (outcome.state === 'waiting') outcomes.set(key, { ...outcome, state: 'not-sent', told: false });
  }

  const compact = () => {
    for (const [key, { at }] of outcomes) if (at < now() - keepMs) outcomes.delete(key);
    while (outcomes.size > linesAtMost / 2) {
      const [oldest] = outcomes.keys();
      if (oldest === undefined) break;
      outcomes.delete(oldest);
    }
    behind = false;
    files.write(name, [...outcomes.values()].map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
    lines = outcomes.size;
  };
  const tryCompact = () => {
    try {
      compact();
    } catch {
      behind = true;
    }
  };
  const keep = (outcome: Outcome) => {
    files.append(name, JSON.stringify(outcome));
    lines += 1;
    if (lines > linesAtMost) tryCompact();
  };

  files.watch((disk) => {
    if (disk === 'ok' && behind) tryCompact();
  });
  // The process was killed in the middle of a line: the next one must not go on in it.
  if (before !== '' && !before.endsWith('\n')) tryCompact();

  return {
    find: (key) => outcomes.get(key),
    begin: (outcome) => {
      keep(outcome);
      outcomes.delete(outcome.key);
      outcomes.set(outcome.key, outcome);
    },
    settle: (key, change) => {
      const before = outcomes.get(key);
      if (!before) return;
      const after = { ...before, ...change };
      outcomes.set(key, after);
      try {
        keep(after);
      } catch {
        behind = true;
      }
    },
    recent: (limit) => [...outcomes.values()].slice(-limit).reverse(),
  };
};

const parse = (line: string): Outcome | undefined => {
  try {
    const value = JSON.parse(line) as Partial<Outcome> | null;
    return typeof value?.key === 'string' && typeof value.at === 'number' ? (value as Outcome) : undefined;
  } catch {
    // The last line of a journal whose process was killed.
    return undefined;
  }
};

/** `…1222`: the end of who it is for. */
export const maskOf = (to: string): string => (to.length > 6 ? `…${to.slice(-4)}` : '…');
