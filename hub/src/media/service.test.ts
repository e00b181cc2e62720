import { join } from 'node:path';
import type { MessageId } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, openBench, text } from '../testing.ts';
import { createFiles, type Files } from './files.ts';
import { createMediaService } from './service.ts';
import { migrations } from './tables.ts';

const day = 86_400_000;

describe('files that are kept for some days', () => {
  let bench: Bench;
  let files: Files;
  let keepDays: number | undefined;
  beforeEach(async () => {
    bench = await openBench();
    files = createFiles(join(bench.folder, 'media'));
    keepDays = undefined;
    for (const { sql } of migrations) bench.store.db.exec(sql);
  });
  afterEach(() => bench.close());

  const service = () =>
    createMediaService({
      tables: bench.tables,
      files,
      now: bench.clock.now,
      keepDays: () => keepDays,
      channel: () => {
        throw new Error('the platform is not asked');
      },
      callContext: () => undefined,
    });

  /** A message with a file of these bytes, fetched now. */
  const message = async (wamid: string, bytes: string): Promise<MessageId> => {
    await bench.receive(text('34600000001', wamid, bench.clock.at, 'with a file'));
    const { contactId, messageId } = bench.events('message.received').at(-1)?.data.hub ?? {};
    if (!contactId || !messageId) throw new Error('nothing was received');
    const sha256 = await files.put(contactId, Buffer.from(bytes));
    await bench.store.write(() =>
      bench.store.db
        .prepare(
          `insert into media_files (message, contact, folder, sha256, size, mime, filename, code, reason, at)
             values ($1, $2, $2, $3, $4, 'text/plain', null, null, null, $5)`,
        )
        .run(messageId, contactId, sha256, bytes.length, bench.clock.at),
    );
    return messageId;
  };
  const read = async (id: MessageId): Promise<string> => {
    const file = await service()
      .services.get(id)
      .catch((error: { detail?: string }) => error.detail ?? '');
    return typeof file === 'string' ? file : Buffer.from(file.bytes).toString();
  };

  it('go after that time and say why; the others stay, also where they are the same bytes', async () => {
    const old = await message('A1', 'old');
    const shared = await message('A2', 'shared');
    bench.clock.at += 5 * day;
    const again = await message('A3', 'shared');
    const fresh = await message('A4', 'fresh');
    expect(await service().sweep()).toEqual({ dropped: 0 });
    keepDays = 3;
    expect(await service().sweep()).toEqual({ dropped: 1 });
    expect(await read(old)).toBe('files are kept for 3 days (retention.mediaDays)');
    expect(await read(shared)).toBe('files are kept for 3 days (retention.mediaDays)');
    expect(await read(again)).toBe('shared');
    expect(await read(fresh)).toBe('fresh');
    bench.clock.at += 4 * day;
    expect(await service().sweep()).toEqual({ dropped: 2 });
    expect(await read(fresh)).toContain('kept for 3 days');
  });
});
