import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Desk } from './desk.ts';

/** A window of one person: who they are is chosen in the head of the page. */
export const sit = async (
  desk: Desk,
  name: string,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Page> => {
  const page = await desk.open(path, options);
  await page.locator('.person-button').click();
  await page.locator('.panel .choice', { hasText: name }).click();
  await page.locator('.person-name', { hasText: name }).waitFor({ state: 'attached' });
  return page;
};
