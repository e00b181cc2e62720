import { createHubClient, type Delivery, type DeliveryState } from '@centralita/core/hub-client';
import { suggestion } from '../did-you-mean.ts';
import type { RunCommand, Terminal, Values } from './command.ts';
import { withStore } from './offline.ts';
import { findHub } from './remote.ts';
import { storedDeliveries } from './stored-deliveries.ts';
import { moment, table } from './table.ts';

interface Query {
  readonly consumer?: string;
  readonly state?: DeliveryState;
  readonly after?: string;
}

/** What the verbs need, of a running hub or of its file. */
export interface DeliveryBook {
  list(query: Query): Promise<{ readonly items: readonly Delivery[]; readonly next?: string }>;
  redrive(id: string): Promise<void>;
  redriveAll(consumer: string): Promise<{ readonly redriven: number }>;
}

const states = ['retrying', 'waiting', 'dead'] as const;
const maxListed = 1000;

export const run: RunCommand = async ([verb = 'list', ...rest], values, terminal) => {
  const wrong = (message: string): number => {
    terminal.err(`${message}\n\nUsage: centralita deliveries [list | redrive ID | redrive --all CONSUMER]\n`);
    return 2;
  };
  if (verb === 'list') {
    if (rest.length > 0) return wrong(`"deliveries list" takes no "${rest[0]}".`);
    const query = readQuery(values);
    return typeof query === 'string'
      ? wrong(query)
      : withBook(terminal, (book) => list(book, query, terminal));
  }
  if (verb !== 'redrive') {
    return wrong(`There is no "deliveries ${verb}".${suggestion(verb, ['list', 'redrive'])}`);
  }
  const { all } = values;
  if ((typeof all === 'string') === rest.length > 0) {
    return wrong('Name the delivery to redrive by its id, or --all CONSUMER for all that one gave up.');
  }
  return withBook(terminal, async (book) => {
    if (typeof all === 'string') {
      const { redriven } = await book.redriveAll(all);
      terminal.out(
        `${redriven} ${redriven === 1 ? 'delivery is' : 'deliveries are'} due again for ${all}.\n`,
      );
      return 0;
    }
    for (const id of rest) {
      await book.redrive(id);
      terminal.out(`${id} is due again.\n`);
    }
    return 0;
  });
};

const readQuery = ({ consumer, state }: Values): Query | string => {
  if (state !== undefined && !states.includes(state as DeliveryState)) {
    return `There is no state "${state}".${suggestion(String(state), states)} States: ${states.join(', ')}.`;
  }
  return {
    ...(typeof consumer === 'string' ? { consumer } : {}),
    ...(state === undefined ? {} : { state: state as DeliveryState }),
  };
};

const list = async (book: DeliveryBook, query: Query, terminal: Terminal): Promise<number> => {
  const items: Delivery[] = [];
  let after: string | undefined;
  do {
    const page = await book.list({ ...query, ...(after === undefined ? {} : { after }) });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined && items.length < maxListed);
  if (items.length === 0) {
    terminal.out('Nothing waits: every event was taken.\n');
    return 0;
  }
  const rows = items.map((item) => [
    item.id,
    item.consumer,
    item.state,
    item.eventType ?? '',
    String(item.attempts),
    item.nextAttemptAt === undefined ? '' : moment(item.nextAttemptAt),
    (item.lastError ?? '').replace(/\s+/g, ' ').slice(0, 80),
  ]);
  terminal.out(table(['ID', 'CONSUMER', 'STATE', 'EVENT', 'TRIES', 'NEXT', 'LAST ERROR'], rows));
  if (after !== undefined)
    terminal.err(`More than ${maxListed}: name a consumer or a state to see the others.\n`);
  return 0;
};

const withBook = async (
  terminal: Terminal,
  work: (book: DeliveryBook) => Promise<number>,
): Promise<number> => {
  const place = findHub(terminal.env);
  if (!('remote' in place)) return withStore(place.folder, (store) => work(storedDeliveries(store)));
  const { url, key } = place.remote;
  const client = createHubClient({ url, fetch, ...(key === undefined ? {} : { key }) });
  return work({
    list: (query) => client.deliveries({ ...query, limit: 200 }),
    redrive: (id) => client.redrive(id),
    redriveAll: (consumer) => client.redriveAll(consumer),
  });
};
