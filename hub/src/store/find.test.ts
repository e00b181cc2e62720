import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { caller, type Office, openOffice } from '../services/conversations/testing.ts';
import { openReader, type Reader } from './reader.ts';

const ana = '34600111222';
const bea = '5491155550100';
let office: Office;
let reader: Reader;
beforeEach(async () => {
  office = await openOffice();
  reader = openReader(office.bench.folder);
});
afterEach(async () => {
  await reader.close();
  await office.close();
});

it('finds conversations by name, phone, tag and words, accents or not, and follows changes', async () => {
  const first = await office.written(ana, 'A1', 'Mi canción no suena');
  const second = await office.written(bea, 'B1', 'precio');
  const no = (id: typeof first) => office.bench.tables.conversations.noOf(id) as number;
  const person = office.bench.tables.contacts.find({ waId: ana });
  if (!person) throw new Error('nobody');
  await office.conversations.tag(second, { add: ['Envío urgente'] }, caller);
  const find = async (text: string) => {
    await reader.caughtUp();
    return (await reader.find(text, 50)).toSorted((a, b) => a - b);
  };
  expect(await find('cancion')).toEqual([no(first)]);
  expect(await find('600 111 222')).toEqual([no(first)]);
  expect(await find('+34 600111')).toEqual([no(first)]);
  expect(await find('5550100')).toEqual([no(second)]);
  expect(await find('envio URG')).toEqual([no(second)]);
  expect(await find('customer')).toEqual([no(first), no(second)]);
  for (const nothing of ['', '""', "'; drop table people", '%', 'zzz'])
    expect(await find(nothing)).toEqual([]);
  await office.bench.store.write(() =>
    office.bench.tables.contacts.update(
      person.no,
      { name: 'Íñigo Pérez', tags: ['Mayorista'] },
      office.bench.clock.at,
    ),
  );
  reader.seePerson(person.no);
  expect(await find('inigo per')).toEqual([no(first)]);
  expect(await find('mayorista')).toEqual([no(first)]);
  expect(await find('customer')).toEqual([no(second)]);
  await reader.forget(person.no);
  expect(await find('inigo')).toEqual([]);
});
