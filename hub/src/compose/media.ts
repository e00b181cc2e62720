import { join } from 'node:path';
import { createMediaConsumer } from '../media/consumer.ts';
import { createFiles } from '../media/files.ts';
import { createMediaService } from '../media/service.ts';
import type { Base } from './base.ts';

/** The largest file WhatsApp carries. */
const maxBytes = 100 * 1_048_576;
const sweepMs = 6 * 3_600_000;
/** A hub that is restarted every night looks through its files all the same. */
const firstMs = 60_000;

/** Files of messages: fetched, kept below `media/` of the data folder, handed out, dropped. */
export const composeMedia = (base: Base, folder: string) => {
  const files = createFiles(join(folder, 'media'));
  const { services, sweep } = createMediaService({
    ...base,
    files,
    keepDays: () => base.settings.retention.mediaDays,
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    services,
    consumer: createMediaConsumer({ ...base, accounts: base.tables.accounts, files, maxBytes }),
    start: () => {
      const run = () => {
        sweep().catch((error: unknown) => base.log.warn('Files were not looked through', { error }));
      };
      timer = setTimeout(function again() {
        run();
        timer = setTimeout(again, sweepMs).unref();
      }, firstMs).unref();
    },
    stop: () => clearTimeout(timer),
  };
};
