import { DatabaseSync } from 'node:sqlite';

/**
 * Waits until nothing is to be done any more but what only adorns: marks and cards have a pace of their own, which a
 * day in two minutes is too fast for.
 */
export const rest = async (file: string, ms = 90_000): Promise<void> => {
  const db = new DatabaseSync(file, { readOnly: true });
  const open = db.prepare(
    `select kind, last_error as why, count(*) as count from effects where consumer = 'slack' and state != 'dead'
       and kind not in ('mark', 'add-mark', 'card', 'window', 'overdue', 'escalate') group by kind, last_error`,
  );
  const cursor = db.prepare(`select min(seq) as seq from cursors where consumer = 'slack'`);
  const head = db.prepare('select max(seq) as seq from events');
  const sends = db.prepare(`select count(*) as count from sends where state in ('queued', 'sending')`);
  const isQuiet = () =>
    open.all().length === 0 &&
    sends.get()?.count === 0 &&
    (cursor.get()?.seq as number) >= (head.get()?.seq as number);
  const end = performance.now() + ms;
  try {
    for (let since = performance.now(); performance.now() - since < 2_500; ) {
      if (!isQuiet()) since = performance.now();
      if (performance.now() > end)
        throw new Error(
          `no rest in ${ms} ms: ${JSON.stringify([open.all(), sends.get(), cursor.get(), head.get()])}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    db.close();
  }
};
