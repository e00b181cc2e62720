import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface Tab {
  readonly page: Page;
  /** Errors of the console: refused by the content security policy, thrown, not found. */
  readonly complaints: string[];
}

export const openTab = async (
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Tab> => {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 860 },
    locale: 'en-GB',
    timezoneId: 'Europe/Madrid',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // What the hub refuses is shown by the page; the browser names it too.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(address);
  return { page, complaints };
};

/** Waits until an expression of the page is true. Asked from outside: the page's policy lets nobody evaluate text within. */
export const until = async (page: Page, expression: string): Promise<void> => {
  const deadline = Date.now() + 15_000;
  while (!(await page.evaluate(expression))) {
    if (Date.now() > deadline) throw new Error(`not so after 15 s: ${expression}`);
    await page.waitForTimeout(50);
  }
};

interface AxeResult {
  readonly violations: {
    readonly id: string;
    readonly impact: string;
    readonly nodes: { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** What axe-core finds serious or critical. */
export const accessibilityFindings = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResult;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
};
