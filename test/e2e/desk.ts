import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { type Demo, type DemoOptions, startDemo } from './demo.ts';
import { openTab, type Tab } from './pages.ts';

const images = resolve(import.meta.dirname, '../../docs/images');

/** People, teams and rules of the shop. */
export const shopSettings = resolve(import.meta.dirname, 'shop.yaml');

/** A browser before a demonstration of its own. */
export interface Desk {
  readonly demo: Demo;
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** A picture for the guides, where UPDATE_IMAGES says that they are wanted. */
  shot(page: Page, name: string): Promise<void>;
  /** What browsers complained about, lost connections apart. */
  complaints(): string[];
  stop(): Promise<void>;
}

export const startDesk = async (options: DemoOptions = {}): Promise<Desk> => {
  const tabs: Tab[] = [];
  const browser: Browser = await launch();
  const demo: Demo = await startDemo(options).catch(async (error: unknown) => {
    await browser.close();
    throw error;
  });
  return {
    demo,
    open: async (path, tabOptions = {}) => {
      const tab = await openTab(browser, demo.url + path, tabOptions);
      tabs.push(tab);
      return tab.page;
    },
    shot: async (page, name) => {
      if (process.env.UPDATE_IMAGES !== '1') return;
      mkdirSync(images, { recursive: true });
      await page.mouse.move(0, 0);
      await page.waitForTimeout(400);
      await page.screenshot({ path: `${images}/${name}.png` });
    },
    complaints: () =>
      tabs
        .flatMap((tab) => tab.complaints)
        .filter((text) => !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|ERR_NETWORK/.test(text)),
    stop: async () => {
      await browser.close();
      await demo.stop();
    },
  };
};
