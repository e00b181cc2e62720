import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CentralitaError } from '@centralita/core/model';
import { openStore, type Store } from '../store/index.ts';
import { lockFolder } from '../store/lock.ts';

/** Works in the data folder of a hub that does not run; nobody else gets in meanwhile. */
export const withStore = async <T>(folder: string, work: (store: Store) => Promise<T>): Promise<T> => {
  if (!existsSync(join(folder, 'hub.db'))) {
    throw new CentralitaError('not_found', `no hub runs, and ${folder} holds no data of one`, {
      field: 'CENTRALITA_DATA',
    });
  }
  const lock = lockFolder(folder);
  try {
    const store = openStore(folder);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } finally {
    lock.release();
  }
};
