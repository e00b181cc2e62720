import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type RunningSandbox, startSandbox } from '@centralita/sandbox/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launch } from '../../test/e2e/browser.ts';
import type { FlowNode, Loose } from './harness.ts';
import { buildInPlace, eventually, type NodeRed, packageRoot, startNodeRed } from './support/node-red.ts';

jest.setTimeout(300_000);

/** The editor's own objects, within the page. */
declare const RED: Loose;

const names = [
  'message-in',
  'reply-in',
  'consent-in',
  'status-in',
  'send',
  'route',
  'consent',
  'conversation',
];
const images = resolve(packageRoot, '../docs/images');
let red: NodeRed;
let browser: Browser;
let sandbox: RunningSandbox;

const open = async (options: object = {}): Promise<{ page: Page; complaints: string[] }> => {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 820 },
    locale: 'en-US',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? String(error)));
  await page.goto(`${red.url}/admin/`);
  await page.waitForFunction(`RED?.nodes?.getType?.('centralita-conversation')`);
  await page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
  return { page, complaints };
};

const drag = async (page: Page, type: string, x: number, y: number): Promise<void> => {
  const node = page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
  await node.scrollIntoViewIfNeeded();
  const from = await node.boundingBox();
  const chart = await page.locator('#red-ui-workspace-chart').boundingBox();
  if (!from || !chart) throw new Error(`${type} is not in the palette`);
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(chart.x + x, chart.y + y, { steps: 8 });
  await page.mouse.up();
};
const nodeOf = (page: Page, type: string): Promise<Loose> =>
  page.evaluate(
    (wanted) => RED.nodes.createCompleteNodeSet().find((node: Loose) => node.type === wanted),
    type,
  );
const edit = async (page: Page, id: string): Promise<void> => {
  await page.evaluate((node) => RED.editor.edit(RED.nodes.node(node)), id);
  await page.waitForSelector('#node-dialog-ok');
  await page.waitForTimeout(400);
};
const save = async (page: Page): Promise<void> => {
  await page.click('#node-dialog-ok');
  await page.waitForSelector('#node-dialog-ok', { state: 'detached' });
};
const deploy = async (page: Page): Promise<void> => {
  await page.evaluate(() => RED.actions.invoke('core:deploy-flows'));
  const confirm = page.locator('.red-ui-notification button.primary');
  await Promise.race([
    confirm.click({ timeout: 4000 }).catch(() => undefined),
    page.waitForFunction('!RED.nodes.dirty()', undefined, { timeout: 4000 }).catch(() => undefined),
  ]);
  await page.waitForFunction('!RED.nodes.dirty()');
};
/** A picture for the guides, where UPDATE_IMAGES says that they are wanted. */
const shoot = async (page: Page, name: string): Promise<void> => {
  if (process.env.UPDATE_IMAGES !== '1') return;
  await page.screenshot({ path: join(images, `node-red-${name}.png`) });
};

beforeAll(async () => {
  mkdirSync(images, { recursive: true });
  await buildInPlace();
  sandbox = await startSandbox();
  red = await startNodeRed({});
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await red.end();
  await sandbox.close();
});

describe('the editor', () => {
  it('has every node in the palette, with its label; each is dragged, opened, saved and deployed', async () => {
    const { page, complaints } = await open();
    for (const [index, name] of names.entries()) {
      const type = `centralita-${name}`;
      await drag(page, type, 180 + (index % 2) * 260, 60 + Math.floor(index / 2) * 80);
      const { id } = await eventually(`${type} in the flow`, () => nodeOf(page, type));
      await edit(page, id);
      const labels = await page.locator('#dialog-form [data-i18n]').allTextContents();
      expect(labels.filter((text) => text.includes('centralita.'))).toEqual([]);
      await page.fill('#node-input-name', `my ${name}`);
      await save(page);
    }
    await deploy(page);
    const flows = (await red.admin('GET', '/flows')) as FlowNode[];
    for (const name of names) {
      expect(flows.find(({ type }) => type === `centralita-${name}`)).toMatchObject({
        name: `my ${name}`,
        version: 1,
      });
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('saves an account with its secrets as credentials, shows the callback address, and checks', async () => {
    const { page, complaints } = await open();
    const { id } = await nodeOf(page, 'centralita-message-in');
    await edit(page, id);
    await page.click('#node-input-btn-account-add');
    await page.waitForSelector('#node-config-input-phoneNumberId');
    await page.fill('#node-config-input-phoneNumberId', '2000000000001');
    await page.fill('#node-config-input-accessToken', 'a-token-of-the-tests');
    await page.fill('#node-config-input-appSecret', 'a-secret-of-the-tests');
    await page.fill('#node-config-input-verifyToken', 'a-verify-token');
    // It lies folded away under "advanced".
    await page.$eval(
      '#node-config-input-apiBaseUrl',
      (field: Loose, url) => (field.value = url),
      sandbox.graphUrl,
    );
    expect(await page.textContent('#centralita-address')).toBe(`${red.url}/centralita/whatsapp`);
    await page.click('#centralita-check');
    await page.waitForSelector('#centralita-check-lines .centralita-wrong');
    await shoot(page, 'account');
    await page.click('#node-config-dialog-ok');
    await page.waitForSelector('#node-config-dialog-ok', { state: 'detached' });
    await save(page);
    await deploy(page);
    const flows = JSON.stringify(await red.admin('GET', '/flows'));
    expect(flows).toContain('2000000000001');
    expect(flows).not.toContain('of-the-tests');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('moves the wires of route with its rules: added, moved, removed', async () => {
    const id = 'route1';
    const wire = (name: string, y: number): FlowNode => ({
      id: name,
      type: 'debug',
      z: 'tab',
      name,
      x: 560,
      y,
      wires: [],
    });
    await red.deploy([
      { id: 'tab', type: 'tab', label: 'Route' },
      {
        id,
        type: 'centralita-route',
        z: 'tab',
        name: '',
        mode: 'rules',
        rules: [
          { name: 'sales', type: 'words', value: 'price, order' },
          { name: 'support', type: 'words', value: 'error' },
        ],
        outputs: 3,
        x: 240,
        y: 160,
        wires: [['toSales'], ['toSupport'], ['toRest']],
      },
      wire('toSales', 80),
      wire('toSupport', 160),
      wire('toRest', 240),
    ]);
    const { page, complaints } = await open();
    const wires = async (): Promise<string[][]> => (await nodeOf(page, 'centralita-route')).wires;

    await edit(page, id);
    await page.click('.centralita-rules-row .red-ui-editableList-addButton');
    const added = page.locator('#node-input-rule-list .centralita-value').nth(2);
    await added.fill('image');
    await page.locator('#node-input-rule-list .centralita-type').nth(2).selectOption('kind');
    await page.locator('#node-input-rule-list .centralita-name').nth(2).fill('pictures');
    await shoot(page, 'route');
    await save(page);
    expect(await wires()).toEqual([['toSales'], ['toSupport'], [], ['toRest']]);

    await edit(page, id);
    const handle = page.locator('#node-input-rule-list .red-ui-editableList-item-handle');
    const from = await handle.nth(1).boundingBox();
    const to = await handle.nth(0).boundingBox();
    if (!from || !to) throw new Error('no handles');
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(to.x + 5, to.y - 10, { steps: 12 });
    await page.mouse.up();
    await save(page);
    expect(await wires()).toEqual([['toSupport'], ['toSales'], [], ['toRest']]);

    await edit(page, id);
    await page.locator('#node-input-rule-list .red-ui-editableList-item-remove').nth(0).click();
    await page.waitForTimeout(500);
    await save(page);
    expect(await wires()).toEqual([['toSales'], [], ['toRest']]);
    await deploy(page);
    const saved = ((await red.admin('GET', '/flows')) as FlowNode[]).find((node) => node.id === id);
    expect(saved).toMatchObject({
      outputs: 3,
      rules: [{ name: 'sales' }, { name: 'pictures', type: 'kind', value: 'image' }],
      wires: [['toSales'], [], ['toRest']],
    });
    const labels = await page.evaluate(() => {
      const node = RED.nodes.node('route1');
      return [0, 1, 2].map((port) => node._def.outputLabels.call(node, port));
    });
    expect(labels).toEqual(['sales', 'pictures', 'otherwise']);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('asks for a question with choices, waits, and gets a second output', async () => {
    const [sending] = ['send1'];
    await red.deploy([
      { id: 'tab', type: 'tab', label: 'Send' },
      {
        id: 'send1',
        type: 'centralita-send',
        z: 'tab',
        name: '',
        connection: 'direct',
        to: 'topic',
        toType: 'msg',
        kind: 'auto',
        text: 'Shall we see you tomorrow at ten?',
        textType: 'str',
        choices: [],
        key: '',
        keyType: 'str',
        timeout: '24',
        timeoutUnit: 'h',
        x: 240,
        y: 160,
        outputs: 1,
        wires: [['next']],
      },
      { id: 'next', type: 'debug', z: 'tab', x: 480, y: 160, wires: [] },
    ]);
    const { page, complaints } = await open();
    await edit(page, sending as string);
    await page.selectOption('#node-input-kind', 'choices');
    for (const title of ['Yes', 'No']) {
      await page.click('.centralita-choices .red-ui-editableList-addButton');
      await page.locator('.centralita-choices .centralita-title').last().fill(title);
    }
    await page.check('#node-input-wait');
    await shoot(page, 'send');
    await save(page);
    expect(await nodeOf(page, 'centralita-send')).toMatchObject({
      kind: 'choices',
      choices: [{ title: 'Yes' }, { title: 'No' }],
      wait: true,
      outputs: 2,
      wires: [['next'], []],
    });
    await edit(page, sending as string);
    expect(await page.locator('.centralita-choices .centralita-title').count()).toBe(2);
    await page.selectOption('#node-input-kind', 'text');
    await save(page);
    expect(await nodeOf(page, 'centralita-send')).toMatchObject({ wait: false, wires: [['next']] });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('speaks Spanish, and fits the dark theme', async () => {
    const { page, complaints } = await open({ locale: 'es-ES', colorScheme: 'dark' });
    await page.evaluate(`document.documentElement.classList.add('nr-theme-dark')`);
    const { id } = await nodeOf(page, 'centralita-send');
    await edit(page, id);
    const labels = (await page.locator('#dialog-form label').allTextContents()).join(' ');
    expect(labels).toContain('Conexión');
    await shoot(page, 'send-es');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
