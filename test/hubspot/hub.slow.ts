import { join } from 'node:path';
import { HubSpotDouble } from '@centralita/hubspot/testing/double/index';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { launch } from '../e2e/browser.ts';
import {
  apiKey,
  call,
  freePort,
  masterKey,
  type Program,
  postWebhook,
  removeFolder,
  run,
  spawnHub,
  tempFolder,
  until,
} from '../support/hub-process.ts';
import { bodyOf, text } from '../support/webhooks.ts';

describe('a hub with HubSpot', () => {
  const folder = tempFolder();
  const double = new HubSpotDouble();
  let program: Program;
  let url = '';

  const settings = () => `
hubspot:
  token: { env: TEST_HUBSPOT_TOKEN }
  apiUrl: ${double.baseUrl}
  defaultCountry: ES
  pollSeconds: 15
  log: { everyMinutes: 1 }
`;
  const env = { TEST_HUBSPOT_TOKEN: 'pat-test' };
  const centralita = async (...args: string[]) => {
    const program = run(['hub/bin/centralita.mjs', ...args], {
      CENTRALITA_DATA: join(folder, 'data'),
      CENTRALITA_CONFIG: join(folder, 'centralita.yaml'),
      CENTRALITA_KEY: masterKey,
      TEST_APP_SECRET: 'x',
      TEST_VERIFY_TOKEN: 'x',
      TEST_ACCESS_TOKEN: 'x',
      ...env,
    });
    const { code } = await program.exited;
    return { code, out: program.out(), err: program.err() };
  };
  const write = (from: string, id: string) =>
    postWebhook(`${url}/webhooks/meta/main`, bodyOf(text(from, id, Date.now(), 'hello')));

  beforeAll(async () => {
    await double.start();
    const port = await freePort();
    program = spawnHub({ folder, port, settings: settings(), env });
    url = `http://127.0.0.1:${port}`;
    await until(
      'the hub is ready',
      () =>
        fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      90_000,
    );
  }, 120_000);
  afterAll(async () => {
    await program?.end('SIGKILL');
    await double.stop();
    removeFolder(folder);
  });

  it('is set up from the command line: told first, then done, then nothing left to do', async () => {
    const told = await centralita('hubspot', 'setup');
    expect(told).toMatchObject({
      code: 0,
      out: expect.stringContaining('create wa_contact_key (string, unique for good)'),
    });
    expect(told.out).toContain('Nothing was written');
    expect(double.properties.has('wa_contact_key')).toBe(false);
    expect(await centralita('hubspot', 'setup', '--yes')).toMatchObject({ code: 0 });
    expect(double.properties.has('wa_contact_key')).toBe(true);
    expect((await centralita('hubspot', 'setup')).out).toContain('Nothing is missing.');
  }, 240_000);

  it('links, opts out and shows how it stands, all through the real parts', async () => {
    expect(await write('34600000001', 'A1')).toBe(200);
    // The hub found HubSpot not set up when it started, and looks again.
    const record = await until('the contact is created', () => double.contacts()[0], 90_000);
    expect(record.properties).toMatchObject({ wa_contact_key: 'p:+34600000001', firstname: 'Customer' });
    await postWebhook(`${url}/webhooks/meta/main`, bodyOf(text('34600000001', 'A2', Date.now(), 'STOP')));
    await until('the opt-out is there', () => record.properties.wa_opt_in_status === 'opted_out', 30_000);
    double.edit(record.id, { lifecyclestage: 'customer' });
    const health = await call(`${url}/v1/health`, 'GET', undefined, { authorization: `Bearer ${apiKey}` });
    const lines = JSON.stringify(health.body);
    expect(lines).toContain('HubSpot: connection');
    expect(lines).toContain('HubSpot: limits');
  }, 300_000);

  it('takes a backfill and a choice from the command line', async () => {
    for (const n of [1, 2]) double.add({ phone: '+34600000077', firstname: `Twin ${n}` });
    const twins = double.contacts().filter(({ properties }) => properties.phone === '+34600000077');
    // The index of the double goes by real time: what was added a moment ago is not in it.
    await until(
      'the index has them',
      () => [...double.records.contacts.indexed()].length > twins.length,
      30_000,
    );
    await write('34600000077', 'B1');
    await until(
      'they wait for a person',
      async () => (await centralita('hubspot', 'review')).out.includes('several'),
      30_000,
    );
    const { out } = await centralita('hubspot', 'review');
    const contact = /ct_\w+/.exec(out)?.[0] ?? '';
    expect(await centralita('hubspot', 'review', 'choose', contact, twins[0]?.id ?? '')).toMatchObject({
      code: 0,
      out: `${contact}: linked\n`,
    });
    const looked = await centralita('hubspot', 'backfill');
    expect(looked).toMatchObject({ code: 0 });
    expect(looked.out).toContain('2 contacts looked at');
    expect(looked.out).toContain('2 linked already');
    expect(looked.out).toContain('Nothing was written');
    const done = await centralita('hubspot', 'backfill', '--yes');
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining(': done') });
    expect(done.err).toContain('100 %');
  }, 300_000);

  it('shows a refused contact in the console, with a button that tries it again', async () => {
    double.rule = ({ company = '' }, creating) => (creating && company === '' ? ['company'] : []);
    await write('34600000099', 'C1');
    const browser = await launch();
    try {
      const session = await fetch(`${url}/console/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key: apiKey }),
      });
      const [name = '', value = ''] =
        (session.headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? [];
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
      await context.addCookies([{ name, value, url }]);
      const page = await context.newPage();
      await page.goto(`${url}/health`);
      const line = page.locator('.health-line', { hasText: 'company' });
      // The page looks again every 15 seconds.
      await line.getByRole('button', { name: 'Try again' }).waitFor({ timeout: 60_000 });
      const spanish = await browser.newContext({ locale: 'es-ES' });
      await spanish.addCookies([{ name, value, url }]);
      const inSpanish = await spanish.newPage();
      await inSpanish.goto(`${url}/health`);
      const failing = inSpanish.locator('.health-line', { hasText: 'HubSpot: registros con fallos' });
      await failing.getByText('1; se reintenta con el próximo cambio').waitFor();
      await failing.getByText(/^Corrija lo que indican las líneas siguientes/).waitFor();
      await inSpanish.locator('.next-step', { hasText: 'HubSpot exige company' }).waitFor();
      await spanish.close();
      await line.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('status').filter({ hasText: 'Still refused' }).waitFor();
      if (process.env.UPDATE_IMAGES === '1')
        await page.screenshot({ path: join(import.meta.dirname, '../../docs/images/health-hubspot.png') });
      double.rule = () => [];
      await page.getByRole('button', { name: 'Try all again' }).click();
      await page.getByRole('status').filter({ hasText: '1 tried again, 0 still refused.' }).waitFor();
      expect(await line.count()).toBe(0);
      expect(double.contacts().some(({ properties }) => properties.phone?.endsWith('0099'))).toBe(true);
    } finally {
      await browser.close();
    }
  }, 180_000);

  it('lets nobody in who has another key', async () => {
    const answer = await fetch(`${url}/ext/hubspot/admin/review`);
    expect(answer.status).toBe(401);
    const forged = await fetch(`${url}/ext/hubspot/webhooks`, { method: 'POST', body: '[]' });
    expect(forged.status).toBe(401);
  });
});
