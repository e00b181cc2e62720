import { attempt } from '../../../slack-app/src/client/outcome.ts';
import type { Step } from './script.ts';
import type { Side } from './sides.ts';

/** What came of a step: the answer, or the refusal as the app sorts it. */
export interface Played {
  readonly outcome: string;
  /** What a step itself makes of its answer. */
  readonly said?: string;
  readonly answer?: unknown;
}

export const play = async (step: Step, side: Side): Promise<Played> => {
  const outcome = await attempt(() => step.call(side, side.clients.write(side.token)));
  if (outcome.kind === 'done') {
    const { ok, said } = outcome.value as { ok?: boolean; said?: string };
    return { outcome: ok ? 'done' : 'not ok', answer: outcome.value, ...(said ? { said } : {}) };
  }
  if (outcome.kind === 'refused') return { outcome: `${outcome.reason} (${outcome.about})` };
  return { outcome: outcome.kind === 'wait' ? 'wait' : `${outcome.kind}: ${outcome.reason}` };
};

/** Where two sides differ on a step: in what came of it, in what the step says of it, or at a path of the answer. */
export interface Found {
  readonly at: string;
  readonly emulate: string;
  readonly double: string;
}

export const compare = (step: Step, emulate: Played, double: Played): readonly Found[] => {
  if (emulate.outcome !== double.outcome)
    return [{ at: 'outcome', emulate: emulate.outcome, double: double.outcome }];
  if (emulate.outcome !== 'done') return [];
  const theirs = shapeOf(emulate.answer);
  const ours = shapeOf(double.answer);
  const invented = [...ours.keys()].filter((path) => theirs.get(path) !== ours.get(path));
  const missing = (step.reads ?? []).filter(
    (path) => typesAt(emulate.answer, path) !== typesAt(double.answer, path),
  );
  const unread = (step.reads ?? []).filter((path) => typesAt(double.answer, path) === '');
  const found = new Map<string, Found>();
  if (emulate.said !== double.said)
    found.set('said', { at: 'said', emulate: emulate.said ?? '', double: double.said ?? '' });
  for (const path of invented)
    found.set(path, { at: path, emulate: theirs.get(path) ?? 'nothing', double: ours.get(path) ?? '' });
  for (const path of [...missing, ...unread]) {
    if (found.has(path)) continue;
    found.set(path, {
      at: path,
      emulate: typesAt(emulate.answer, path) || 'nothing',
      double: typesAt(double.answer, path) || 'nothing',
    });
  }
  return [...found.values()];
};

/** Every path of an answer with its type; what identifies an entry is left out of the path. */
const shapeOf = (value: unknown, path = '', into = new Map<string, string>()): Map<string, string> => {
  if (Array.isArray(value)) {
    for (const each of value) shapeOf(each, `${path}.*`, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      // What the client adds from headers is compared where it is read.
      if (path === '' && (name === 'response_metadata' || name === 'said')) continue;
      const step = /^[A-Z][A-Z0-9]{5,}$/.test(name) ? '*' : name;
      if (each !== undefined) shapeOf(each, path === '' ? step : `${path}.${step}`, into);
    }
  } else into.set(path, typeof value);
  return into;
};

const typesAt = (value: unknown, path: string): string => {
  let level: unknown[] = [value];
  for (const name of path.split('.')) {
    level = level.flatMap((each) => {
      if (typeof each !== 'object' || each === null) return [undefined];
      if (name === '*') return Object.values(each);
      return [(each as Readonly<Record<string, unknown>>)[name]];
    });
  }
  const types = level.map((each) => (each === undefined ? '' : Array.isArray(each) ? 'list' : typeof each));
  // One entry without it is enough for the app to stumble.
  return types.includes('') ? '' : [...new Set(types)].join('|');
};
