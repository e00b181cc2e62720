import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, openBench, text } from '../testing.ts';
import { followEdits } from './follow-edits.ts';
import { openReader, type Reader } from './reader.ts';

describe('the threads that read', () => {
  let bench: Bench;
  let reader: Reader;
  beforeEach(async () => {
    bench = await openBench();
    reader = openReader(bench.folder);
  });
  afterEach(async () => {
    await reader.close();
    await bench.close();
  });
  const find = async (words: string, limit = 10) => {
    await reader.caughtUp();
    return numbers(await reader.search(words, Number.MAX_SAFE_INTEGER, limit));
  };
  const numbers = ({ items }: Awaited<ReturnType<Reader['search']>>) =>
    items.map(({ messageId }) => bench.tables.seen.messageOf(messageId));

  it('finds words by their beginning, without accents and case, newest first', async () => {
    for (const [index, body] of [
      'Mi canción favorita',
      'CANCION triste',
      'otra cosa',
      'la canciones y más',
    ].entries()) {
      await bench.receive(text('34600111222', `R${index}`, bench.clock.at, body));
    }
    expect(await find('cancion')).toEqual([4, 2, 1]);
    expect(await find('CANCIÓN fav')).toEqual([1]);
    expect(await find('cancion', 1)).toEqual([4]);
    expect(numbers(await reader.search('cancion', 4, 10))).toEqual([2, 1]);
  });

  it('finds by beginnings of any length', async () => {
    await bench.receive(text('34600111222', 'R1', bench.clock.at, 'la internacionalización'));
    for (const words of ['i', 'in', 'internac', 'internaci', 'internacionalizacion', 'la internacionali'])
      expect([words, await find(words)]).toEqual([words, [1]]);
    expect(await find('internacionalizaciones')).toEqual([]);
    expect(await find('nacion')).toEqual([]);
  });

  it('takes any text as words, never as a query language', async () => {
    await bench.receive(text('34600111222', 'R1', bench.clock.at, 'precio 10 € "oferta" NEAR (dos)'));
    for (const words of [
      '"oferta',
      'NEAR(',
      'precio AND',
      'text:precio*',
      '((((',
      "'; drop table docs; --",
      '\u0000',
      '€',
      '',
      // A letter to Unicode and not to the index.
      'a\u19b0b',
    ]) {
      await expect(find(words)).resolves.toEqual(expect.any(Array));
    }
    expect(await find('near dos')).toEqual([1]);
  });

  it('forgets a contact and finds the events that are theirs', async () => {
    await bench.receive(
      text('34600111222', 'R1', bench.clock.at, 'secreto'),
      text('34600999888', 'R2', bench.clock.at, 'secreto'),
    );
    expect(await find('secreto')).toEqual([2, 1]);
    await reader.forget(1);
    expect(await find('secreto')).toEqual([2]);
    const seqs: number[] = [];
    for await (const some of reader.eventsOf(2)) seqs.push(...some);
    expect(seqs).toEqual(
      bench.store.log
        .read(0, 100)
        .filter((event) => event.contact === 2)
        .map((event) => event.seq),
    );
  });

  it('finds an edited message by its new words only', async () => {
    const stop = followEdits(bench.tables, reader);
    await bench.receive(text('34600111222', 'V1', bench.clock.at, 'naranjas'));
    expect(await find('naranjas')).toEqual([1]);
    await bench.receive({
      messages: [
        {
          from: '34600111222',
          id: 'wamid.V2',
          timestamp: '1790000000',
          type: 'edit',
          edit: { original_message_id: 'wamid.V1', message: { type: 'text', text: { body: 'limones' } } },
        },
      ],
    });
    expect(await find('limones')).toEqual([1]);
    expect(await find('naranjas')).toEqual([]);
    stop();
  });

  it('copies the log back while writes go on', async () => {
    for (let index = 0; index < 50; index += 1)
      await bench.receive(text('34600111222', `S${index}`, bench.clock.at, 'x'));
    const { log, copied } = await reader.checkpoint();
    expect(log).toBeGreaterThan(0);
    expect(copied).toBe(log);
    await bench.receive(text('34600111222', 'S99', bench.clock.at, 'x'));
    expect(bench.events('message.received')).toHaveLength(51);
  });

  it('makes the index again when its file is broken', async () => {
    await bench.receive(text('34600111222', 'W1', bench.clock.at, 'manzanas'));
    expect(await find('manzanas')).toEqual([1]);
    await reader.close();
    for (const suffix of ['-wal', '-shm']) rmSync(join(bench.folder, `search.db${suffix}`), { force: true });
    writeFileSync(join(bench.folder, 'search.db'), 'no database at all '.repeat(1000));
    reader = openReader(bench.folder);
    expect(await find('manzanas')).toEqual([1]);
    expect(reader.alive).toBe(true);
  });
});
