import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { showPath } from '../strict.ts';
import type { SettingsProblem } from './index.ts';

export interface YamlFile {
  readonly value: unknown;
  /** What is no YAML at all; `value` is of no use then. */
  readonly problems: readonly SettingsProblem[];
  /** Where a path stands, or else the nearest thing around it. From 1. */
  positionOf(path: readonly PropertyKey[]): { readonly line: number; readonly column: number };
  show(path: readonly PropertyKey[]): string;
}

/** A problem of the text itself carries its place instead of a path. */
const placed = Symbol('place');
type Place = { readonly line: number; readonly column: number };

/** YAML with the places of its parts. Long numbers stay text: ids of providers pass what a number holds. */
export const readYaml = (text: string): YamlFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  visit(document, {
    Scalar: (_key, node) => {
      const { source } = node;
      const isLong = typeof node.value === 'number' && source !== undefined && /^\+|^0\d|\d{10}/.test(source);
      if (isLong) node.value = source;
    },
  });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const found = document.errors.map(({ message, pos }) => ({ message, place: at(pos[0]) }));
  let value: unknown;
  try {
    if (found.length === 0) value = withoutNulls(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    // An alias that stands for too much.
    found.push({ message: (error as Error).message, place: { line: 1, column: 1 } });
  }
  return {
    value,
    problems: found.map(({ message }, index) => ({
      path: [placed, index],
      wrong: `is not YAML: ${message.replace(/\.?$/, '.')}`,
      fix: 'Indent with spaces, the same for all items of a list, and put texts with : or # in quotes.',
    })),
    positionOf: (path) => {
      if (path[0] === placed) return found[path[1] as number]?.place ?? { line: 1, column: 1 };
      return at(offsetOf(document.contents, path));
    },
    show: (path) => (path[0] === placed ? '' : showPath(path)),
  };
};

/** A heading whose items are all commented out counts as not written. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([name, item]) => [name, withoutNulls(item)]),
  );
};

const offsetOf = (root: Node | null, path: readonly PropertyKey[]): number => {
  let node: unknown = root;
  let offset = 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!pair) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[part as number] as Node | undefined;
      if (!item) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return offset;
};
