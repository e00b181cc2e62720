import { badParameter, GraphError } from './error.ts';

const encode = (kind: string, position: number, version: number) =>
  Buffer.from(`${kind}:${version}:${position}`).toString('base64url');

/** One page of a list, with cursors. A cursor from before the list changed is stale: 131059. */
export const page = <T>(items: T[], url: URL, kind: string, version: number, usual = 25) => {
  const limit = Number(url.searchParams.get('limit') ?? usual);
  if (!Number.isInteger(limit) || limit < 1) throw badParameter('Param limit must be a positive integer.');
  const after = url.searchParams.get('after');
  const start = after ? position(after, kind, version) : 0;
  const data = items.slice(start, start + limit);
  const end = start + data.length;
  if (data.length === 0) return { data };
  const cursors = { before: encode(kind, start, version), after: encode(kind, end, version) };
  if (end >= items.length) return { data, paging: { cursors } };
  const next = new URL(url);
  next.searchParams.delete('access_token');
  next.searchParams.set('after', cursors.after);
  return { data, paging: { cursors, next: next.href } };
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
