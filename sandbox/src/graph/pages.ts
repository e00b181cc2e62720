import { badParameter, GraphError } from './error.ts';

const encode = (kind: string, position: number, version: number) =>
  Buffer.from(`${kind}:${version}:${position}`).toString('base64url');

/** One page of a list, with cursors both ways. A cursor from before the list changed is stale: 131059. */
export const page = <T>(items: T[], url: URL, kind: string, version: number, usual = 25) => {
  const limit = Number(url.searchParams.get('limit') ?? usual);
  if (!Number.isInteger(limit) || limit < 1) throw badParameter('Param limit must be a positive integer.');
  const [after, before] = ['after', 'before'].map((name) => url.searchParams.get(name));
  const last = before ? position(before, kind, version) : items.length;
  const start = after ? position(after, kind, version) : before ? Math.max(0, last - limit) : 0;
  const data = items.slice(start, Math.min(start + limit, last));
  const end = start + data.length;
  if (data.length === 0) return { data };
  const cursors = { before: encode(kind, start, version), after: encode(kind, end, version) };
  const link = (way: 'after' | 'before') => {
    const other = new URL(url);
    for (const name of ['access_token', 'after', 'before']) other.searchParams.delete(name);
    other.searchParams.set(way, cursors[way]);
    return other.href;
  };
  return {
    data,
    paging: {
      cursors,
      ...(end < items.length && { next: link('after') }),
      ...(start > 0 && { previous: link('before') }),
    },
  };
};

const position = (cursor: string, kind: string, version: number): number => {
  const [name, made, at] = Buffer.from(cursor, 'base64url').toString().split(':');
  if (name !== kind || Number(made) !== version || !Number.isInteger(Number(at)))
    throw new GraphError(131059, 'The cursor is not valid any more: list again from the start.');
  return Number(at);
};

/** `fields=a,b{c}`: these and `id`; all without it. */
export const pick = (value: Record<string, unknown>, url: URL, always: readonly string[] = ['id']) => {
  const fields = url.searchParams.get('fields');
  if (!fields) return value;
  const names = new Set([
    ...fields
      .replace(/\{[^}]*\}/g, '')
      .split(',')
      .map((name) => name.trim()),
    ...always,
  ]);
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name)));
};

/** What is told when nobody asks for certain fields. */
export const withUsual = (url: URL, usual: string): URL => {
  const asked = new URL(url);
  if (!asked.searchParams.has('fields')) asked.searchParams.set('fields', usual);
  return asked;
};
