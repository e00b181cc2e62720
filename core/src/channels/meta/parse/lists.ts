import type { ContactRef } from '../../../model/contact.ts';
import type { ProviderEvent } from '../../../model/events.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { type Change, type Place, rawOf, unknown } from './change.ts';
import { type ContactDraft, Contacts, complete } from './contacts.ts';
import { inventory, type Stock } from './inventory.ts';
import { isList, isObject } from './read.ts';

/** How the items of one list are read. */
export interface ListReader {
  /** The person an item is about, from its own fields. */
  readonly party?: (item: JsonObject) => ContactDraft;
  readonly read: (item: JsonObject, place: Place) => ProviderEvent | ProviderEvent[];
}

/** Lists inside an object of their own, such as `standby`. */
export interface BoxReader {
  readonly box: ListReaders;
}

export type ListReaders = ReadonlyMap<string, ListReader | BoxReader>;

/** The value of a change, from an object inside it cut down to one update. */
type Around = (box: JsonObject) => JsonObject;

/**
 * Reads every list of a value, in the order they stand. Each event keeps the value cut down to its own item
 * and person, so that it could be parsed again by itself.
 */
export const readLists = (change: Change, readers: ListReaders, out: ProviderEvent[]): void =>
  readBox(change, change.value, readers, (value) => value, out);

const readBox = (
  change: Change,
  box: JsonObject,
  readers: ListReaders,
  around: Around,
  out: ProviderEvent[],
): void => {
  const stock = inventory(box, readers);
  const contacts = stock.people.length > 0 ? new Contacts(stock.people) : undefined;
  for (const name of stock.lists) {
    const reader = readers.get(name);
    const member = box[name];
    if (reader && 'box' in reader && isObject(member)) {
      const inside: Around = (part) => around(stock.single && part === member ? box : stock.cut(name, part));
      const before = out.length;
      readBox(change, member, reader.box, inside, out);
      if (out.length === before)
        out.push(unknown(change, rawOf(change, inside(member)), 'empty_value', name));
    } else if (reader && 'read' in reader && isList(member)) {
      readList({ change, box, stock, name, reader, contacts, around }, member, out);
    }
  }
  if (stock.strange.length > 0) {
    const raw = rawOf(change, around(stock.single ? box : stock.cutStrange()));
    out.push(unknown(change, raw, 'unknown_list', stock.strange[0]));
  }
};

interface List {
  readonly change: Change;
  readonly box: JsonObject;
  readonly stock: Stock;
  readonly name: string;
  readonly reader: ListReader;
  readonly contacts: Contacts | undefined;
  readonly around: Around;
}

const readList = (list: List, items: readonly Json[], out: ProviderEvent[]): void => {
  const { single, people } = list.stock;
  const byPlace = single && items.length === people.length;
  const sole = single && items.length === 1;
  for (let at = 0; at < items.length; at++) {
    const read = readItem(list, items[at] as Json, byPlace ? at : undefined, sole);
    if (Array.isArray(read)) for (const event of read) out.push(event);
    else out.push(read);
  }
};

const readItem = (
  list: List,
  item: Json,
  position: number | undefined,
  sole: boolean,
): ProviderEvent | ProviderEvent[] => {
  const { change, reader, stock } = list;
  let contact: ContactRef = nobody;
  let card: JsonObject | undefined;
  if (reader.party && isObject(item)) {
    const party = reader.party(item);
    card = list.contacts?.find(party, position);
    if (card) complete(party, card);
    contact = party;
  }
  const whole = sole && (!card || stock.people.length === 1);
  const raw = rawOf(change, list.around(whole ? list.box : stock.cut(list.name, [item], card)));
  if (!isObject(item)) return unknown(change, raw, 'bad_item', list.name);
  try {
    return reader.read(item, { change, list: list.name, raw, contact, card });
  } catch {
    return unknown(change, raw, 'unreadable_item', list.name);
  }
};

const nobody: ContactRef = {};
