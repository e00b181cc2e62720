import type { BrowserContext } from 'playwright-core';
import type { ConversationView, Page } from '../core/src/hub-client/types.ts';
import { launch } from '../test/e2e/browser.ts';
import { type Figure, median, print } from './figures.ts';
import { copyFilled } from './filled.ts';
import { operator, startHub, temporaryFolder } from './servers.ts';

/**
 * The console's conversation page over many conversations, in a real browser: from the click on a link until
 * something is painted, and until messages, list and reply box stand there and take what one types.
 */
const conversations = 100_000;
const messages = 300_000;
const rounds = Number(process.env.BENCH_ROUNDS ?? 15);

/** Notes in the page when it was ready: three things are there, and the box takes a letter. */
const watch = `
  addEventListener('DOMContentLoaded', () => {
    const look = () => {
      const box = document.querySelector('.write textarea');
      const ready = document.querySelector('.message') && document.querySelector('a.row') && box && !box.closest('[hidden]');
      if (!ready) return requestAnimationFrame(look);
      box.focus();
      document.execCommand('insertText', false, 'x');
      if (box.value === 'x') window.readyAt = performance.now();
      else requestAnimationFrame(look);
    };
    look();
  });`;

interface Opened {
  readonly painted: number;
  readonly ready: number;
}

const open = async (context: BrowserContext, address: string): Promise<Opened> => {
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(address, { waitUntil: 'commit' });
  // Asked from outside: the page's policy lets nobody evaluate text within.
  while ((await page.evaluate('window.readyAt')) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const times = (await page.evaluate(
    '[performance.getEntriesByName("first-contentful-paint")[0]?.startTime, window.readyAt]',
  )) as [number, number];
  await page.close();
  return { painted: times[0], ready: times[1] };
};

const folder = temporaryFolder();
const data = `${folder.path}/data`;
await copyFilled(data, { messages, customers: conversations });
const server = await startHub(data);
const browser = await launch();
try {
  const url = `http://127.0.0.1:${server.port}`;
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${operator}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.json()) as T;
  };
  const session = await fetch(`${url}/console/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: operator }),
  });
  const [name = '', value = ''] = (session.headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? [];
  const signedIn = async (): Promise<BrowserContext> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 860 } });
    await context.addCookies([{ name, value, url }]);
    return context;
  };
  await server.idle();

  const some = await ask<Page<ConversationView>>(`/v1/conversations?limit=${Math.max(50, rounds)}`);
  const addressOf = (round: number) => `${url}/c/${some.items[round % some.items.length]?.id}`;
  const warm = await signedIn();
  await open(warm, addressOf(0));
  const cold: Opened[] = [];
  const again: Opened[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const fresh = await signedIn();
    cold.push(await open(fresh, addressOf(round)));
    await fresh.close();
    again.push(await open(warm, addressOf(round)));
  }

  const lists: number[] = [];
  const searches: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    let started = performance.now();
    await ask('/v1/conversations?limit=100&state=open,pending');
    lists.push(performance.now() - started);
    started = performance.now();
    await ask(`/v1/conversations?limit=100&q=${34_600_000_000 + round * 977}`);
    searches.push(performance.now() - started);
  }
  const page = await warm.newPage();
  await page.goto(`${url}/`);
  await page.locator('a.row').first().waitFor();
  const started = performance.now();
  // Ten thousand rows by the End key, again and again: each reads the next page.
  const rows = (await page.evaluate(`(async () => {
    const rows = document.getElementById('rows');
    const count = () => Math.round(document.querySelector('.rows-space').offsetHeight / document.querySelector('.rows-space > li').offsetHeight);
    while (count() < 10_000) {
      rows.scrollTop = rows.scrollHeight;
      await new Promise((next) => requestAnimationFrame(next));
    }
    return [count(), document.querySelectorAll('a.row').length];
  })()`)) as [number, number];
  const scrolled = performance.now() - started;

  const figures: Figure[] = [
    {
      name: 'painted, first visit, half of them',
      value: median(cold.map(({ painted }) => painted)),
      unit: 'ms',
    },
    {
      name: 'ready to answer, first visit, half of them',
      value: median(cold.map(({ ready }) => ready)),
      unit: 'ms',
      target: { atMost: 1_000 },
    },
    {
      name: 'the slowest of them',
      value: Math.max(...cold.map(({ ready }) => ready)),
      unit: 'ms',
    },
    {
      name: 'ready to answer, scripts known, half of them',
      value: median(again.map(({ ready }) => ready)),
      unit: 'ms',
      target: { atMost: 1_000 },
    },
    { name: 'the list alone, half of them', value: median(lists), unit: 'ms' },
    { name: 'a search for a number, half of them', value: median(searches), unit: 'ms' },
    {
      name: `${rows[0]} rows read by scrolling, ${rows[1]} in the document`,
      value: scrolled / 1000,
      unit: 's',
    },
  ];
  print(`${conversations} conversations, ${messages} messages, ${rounds} rounds`, figures);
} finally {
  await browser.close();
  await server.stop();
  folder.remove();
}
