import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { launch } from '../../e2e/browser.ts';
import { root } from '../support/build.ts';
import type { N8n } from '../support/n8n-server.ts';

/** n8n's editor in a browser, as somebody uses it with the mouse. */
export interface Editor {
  readonly page: Page;
  byId(id: string): Locator;
  newWorkflow(): Promise<void>;
  /** A new workflow from a file, as *Import from File* makes it. */
  importFile(path: string): Promise<void>;
  openPanel(words: string): Promise<void>;
  /** What the two nodes offer, in the open panel. */
  openEntries(list?: 'triggers' | 'actions'): Promise<void>;
  /** Takes an entry of the open panel and drags it onto the canvas; n8n then shows the node. */
  drag(entry: string, to: Point): Promise<void>;
  /** Pulls a wire from the output of one node to the input of another. */
  connect(from: string, to: string): Promise<void>;
  /** Takes the only wire away. */
  cut(): Promise<void>;
  wires(): Promise<number>;
  /** Nodes and notes on the canvas. */
  count(): Promise<number>;
  open(node: string): Promise<void>;
  close(): Promise<void>;
  chooseCredential(name: string): Promise<void>;
  chooseOption(parameter: string, option: string): Promise<void>;
  /** From a list that is fetched when it is opened. */
  chooseFromList(parameter: string, entry: string): Promise<void>;
  writeExpression(parameter: string, text: string): Promise<void>;
  /** The labels of the parameters, as they stand below each other. */
  labels(): Promise<string[]>;
  /** Waits for a text in what the open node put out. */
  sees(text: string): Promise<void>;
  /** A picture for the guides, where UPDATE_IMAGES says that they are wanted. */
  shot(name: string): Promise<void>;
  complaints(): readonly string[];
  stop(): Promise<void>;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const images = join(root, 'docs/images');
/** Of things of n8n's own that it asks from the internet. */
const foreign = /net::ERR_|Failed to load resource|posthog|n8n\.io/;

export const signInToEditor = async ({ url, login }: N8n): Promise<Editor> => {
  const browser: Browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !foreign.test(message.text())) complaints.push(message.text());
  });

  const byId = (id: string) => page.locator(`[data-test-id="${id}"]`);
  const parameter = (name: string) =>
    byId('ndv')
      .locator('[data-test-id=parameter-item]', { has: byId(`parameter-input-${name}`) })
      .first();
  const node = (name: string) => page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
  const middle = async (of: Locator): Promise<Point> => {
    const box = await of.boundingBox();
    if (!box) throw new Error('not on the page');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const dragMouse = async (from: Point, to: Point) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + (to.x < from.x ? -20 : 20), from.y, { steps: 4 });
    await page.mouse.move(to.x, to.y, { steps: 12 });
    await page.mouse.up();
  };
  /** Closes what a field has opened below itself. */
  const leaveField = () => byId('tab-params').click();
  const waitForNode = () => byId('ndv').waitFor();

  await page.goto(`${url}/signin`);
  await page.locator('input[name=emailOrLdapLoginId]').fill(login.email);
  await page.locator('input[name=password]').fill(login.password);
  await byId('form-submit-button').click();
  await page.waitForURL((address) => !address.pathname.includes('signin'));

  return {
    page,
    byId,
    newWorkflow: async () => {
      await page.goto(`${url}/workflow/new`);
      await byId('canvas-add-button').waitFor();
    },
    importFile: async (path) => {
      await page.goto(`${url}/workflow/new`);
      await byId('canvas-add-button').waitFor();
      await byId('workflow-import-input').setInputFiles(path);
      await byId('canvas-node').first().waitFor();
      await byId('zoom-to-fit').click();
    },
    openPanel: async (words) => {
      const plus = byId('canvas-plus-button').or(byId('node-creator-plus-button')).first();
      await plus.click();
      await byId('node-creator-search-bar').fill(words);
      await byId('node-creator').getByText('Centralita', { exact: true }).waitFor();
    },
    openEntries: async (list) => {
      await byId('node-creator').getByText('Centralita', { exact: true }).click();
      const actions = byId('node-creator').getByText(/^Actions \(/);
      await actions.waitFor();
      // On an empty canvas the panel opens the triggers only.
      const closed = (await byId('canvas-add-button').count()) > 0;
      if (list === 'actions' && closed) await actions.click();
    },
    drag: async (entry, to) => {
      const item = byId('node-creator').getByText(entry, { exact: true });
      await item.scrollIntoViewIfNeeded();
      await dragMouse(await middle(item), to);
      await waitForNode();
    },
    connect: async (from, to) =>
      dragMouse(
        await middle(node(from).locator('[data-test-id=canvas-node-output-handle]').first()),
        await middle(node(to).locator('[data-test-id=canvas-node-input-handle]').first()),
      ),
    cut: async () => {
      await byId('edge').first().hover({ force: true });
      await byId('delete-connection-button').click();
    },
    wires: () => page.locator('.vue-flow__edge').count(),
    count: () => page.locator('.vue-flow__node').count(),
    open: async (name) => {
      await node(name).dblclick();
      await waitForNode();
    },
    close: async () => {
      await byId('ndv-close-button').click();
      await byId('ndv').waitFor({ state: 'detached' });
    },
    chooseCredential: async (name) => {
      await byId('node-credentials-select').locator('input').first().click();
      await page
        .locator('[data-test-id^=node-credentials-select-item]:visible', {
          hasText: new RegExp(`^\\s*${name}\\s*Centralita`),
        })
        .click();
    },
    chooseOption: async (name, option) => {
      await byId('ndv').locator(`[data-test-id="parameter-input-${name}"] input`).first().click();
      await page.locator('[data-test-id=parameter-input-item]:visible', { hasText: option }).first().click();
    },
    chooseFromList: async (name, entry) => {
      await parameter(name).locator('[data-test-id=rlc-input]').click();
      await page.locator('[data-test-id=rlc-item]:visible', { hasText: entry }).first().click();
    },
    writeExpression: async (name, text) => {
      const field = parameter(name);
      await field.hover();
      await field.locator('[data-test-id=radio-button-expression]').click();
      const box = field.locator('.cm-content');
      await box.click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(text);
      await box.getByText(text.replace(/\{.*/, '').trim() || '{{').waitFor();
      // The workflow takes it a moment after the last key.
      await page.waitForTimeout(1000);
      await leaveField();
    },
    labels: async () => {
      const found = byId('node-parameters').locator('label:visible');
      return (await found.allInnerTexts()).map((text) => text.split('\n')[0]?.trim() ?? '').filter(Boolean);
    },
    sees: (text) => byId('output-panel').getByText(text).first().waitFor(),
    shot: async (name) => {
      if (process.env.UPDATE_IMAGES !== '1') return;
      mkdirSync(images, { recursive: true });
      await page.mouse.move(720, 20);
      await page.waitForTimeout(800);
      await page.screenshot({ path: join(images, `${name}.png`) });
    },
    complaints: () => complaints,
    stop: () => browser.close(),
  };
};
