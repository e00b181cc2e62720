import type { Json, JsonObject } from '../../../model/json.ts';
import { isList, isObject, memberOf, setMember } from './read.ts';

/** What an object of a webhook holds: lists of updates, and what belongs to all of them. */
export interface Stock {
  /** The names of the lists (and boxes of lists) that a reader knows. */
  readonly lists: readonly string[];
  /** The names of lists nobody knows, and of what should be a list and is not. */
  readonly strange: readonly string[];
  readonly people: readonly Json[];
  /** There is one list only, or only strange ones. */
  readonly single: boolean;
  /** The object with one list, or a part of it, and one person. */
  cut(name: string, part: Json, person?: JsonObject): JsonObject;
  /** The object with the strange lists only. */
  cutStrange(): JsonObject;
}

/** What is asked of the readers here: which names they know, and which of them are boxes. */
type Readers = ReadonlyMap<string, object>;

type Members = Record<string, Json | undefined>;

export const inventory = (box: JsonObject, readers: Readers): Stock => {
  const lists: string[] = [];
  const strange: string[] = [];
  for (const name of Object.keys(box)) {
    const kind = kindOf(name, box[name], readers);
    if (kind === 'list') lists.push(name);
    else if (kind === 'strange') strange.push(name);
  }
  const people = isList(box.contacts) ? box.contacts : [];

  let shared: Members | undefined;
  const rest = (): Members => {
    if (shared) return shared;
    shared = {};
    const taken = new Set([...lists, ...strange]);
    if (isList(box.contacts)) taken.add('contacts');
    for (const key of Object.keys(box)) if (!taken.has(key)) setMember(shared, key, memberOf(box, key));
    return shared;
  };

  return {
    lists,
    strange,
    people,
    single: lists.length + (strange.length > 0 ? 1 : 0) === 1,
    cut: (name, part, person) =>
      isList(box.contacts)
        ? { ...rest(), contacts: person ? [person] : [], [name]: part }
        : { ...rest(), [name]: part },
    cutStrange() {
      const out: Members = { ...rest() };
      if (isList(box.contacts)) out.contacts = box.contacts;
      for (const name of strange) setMember(out, name, memberOf(box, name));
      return out;
    },
  };
};

const kindOf = (name: string, member: Json | undefined, readers: Readers): 'list' | 'strange' | 'shared' => {
  if (typeof member === 'string' && !readers.has(name)) return 'shared';
  if (member === null || member === undefined) return 'shared';
  const reader = readers.get(name);
  if (isList(member)) {
    if (member.length === 0 || name === 'contacts') return 'shared';
    if (reader) return 'box' in reader ? 'strange' : 'list';
    return member.some(isObject) ? 'strange' : 'shared';
  }
  if (!reader) return 'shared';
  if (isObject(member) && 'box' in reader) return Object.keys(member).length > 0 ? 'list' : 'shared';
  return 'strange';
};
