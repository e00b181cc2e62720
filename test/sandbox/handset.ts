import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Loose, type RunningSandbox, startReceiver, startSandbox } from '@centralita/sandbox/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launch } from '../e2e/browser.ts';
import { openTab, type Tab } from '../e2e/pages.ts';

const images = resolve(import.meta.dirname, '../../docs/images');

/** A sandbox that stands alone, its webhooks, and a browser before its phone. */
export interface Handset {
  readonly sandbox: RunningSandbox;
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>;
  open(options?: BrowserContextOptions): Promise<Page>;
  /** A picture for the guides, where UPDATE_IMAGES says that they are wanted. */
  shot(of: Page, name: string): Promise<void>;
  /** The first of `list` (such as `messages`) in any webhook that fits, now or soon. */
  heard(list: string, fits: (item: Loose) => boolean): Promise<Loose>;
  /** A drawing as a PNG, for messages with a picture. */
  png(svg: string): Promise<Buffer>;
  complaints(): string[];
  stop(): Promise<void>;
}

export const startHandset = async (): Promise<Handset> => {
  const receiver = await startReceiver();
  const sandbox = await startSandbox({ webhookUrl: receiver.url, appSecret: 'app-secret' });
  const browser = await launch();
  const tabs: Tab[] = [];
  return {
    sandbox,
    receiver,
    open: async (options = {}) => {
      const tab = await openTab(browser, `${sandbox.url}/phone`, options);
      tab.page.setDefaultTimeout(20_000);
      tabs.push(tab);
      return tab.page;
    },
    shot: async (of, name) => {
      if (process.env.UPDATE_IMAGES !== '1') return;
      mkdirSync(images, { recursive: true });
      await of.mouse.move(0, 0);
      await of.waitForTimeout(400);
      await of.screenshot({ path: `${images}/${name}.png` });
    },
    heard: async (list, fits) => {
      for (const end = Date.now() + 20_000; ; ) {
        const found = receiver.all(list).find(fits);
        if (found) return found;
        if (Date.now() > end) throw new Error(JSON.stringify(receiver.all(list).slice(-3)));
        await new Promise((wait) => setTimeout(wait, 20));
      }
    },
    png: async (svg) => {
      const drawing = await browser.newPage({ viewport: { width: 360, height: 300 }, locale: 'en-GB' });
      await drawing.setContent(`<body style="margin:0">${svg}</body>`);
      const bytes = await drawing.screenshot();
      await drawing.close();
      return bytes;
    },
    complaints: () => tabs.flatMap(({ complaints }) => complaints),
    stop: async () => {
      await browser.close();
      await sandbox.close();
      await receiver.close();
    },
  };
};
