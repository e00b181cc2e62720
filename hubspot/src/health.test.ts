import type { ExtensionHealth } from '@centralita/core/consumer';
import type { ContactId } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { untranslated } from '../../test/support/untranslated.ts';
import { defaultFields, type HubSpotSettings } from './settings.ts';
import { Bridge } from './testing/bridge.ts';

type Line = ExtensionHealth['lines'][number];

let bridge: Bridge;
beforeEach(() => {
  bridge = new Bridge();
});
afterEach(() => bridge.stop());

const write = async (phone: string): Promise<ContactId> => {
  const id = bridge.hub.add({ phone, name: 'Ana' });
  bridge.hub.message(id, 'hello');
  await bridge.settle();
  return id;
};
const recordOf = (id: ContactId): string =>
  String(
    bridge.store.db.prepare('select record_id from hubspot_links where contact_id = ?').get(id)?.record_id,
  );
/** Every line says all it says in both languages. */
const lines = async (): Promise<readonly Line[]> => {
  const { lines: all = [] } = (await bridge.extension.health?.()) ?? {};
  expect(untranslated(all, () => false)).toEqual([]);
  return all;
};
const line = async (name: string): Promise<Line | undefined> =>
  (await lines()).find((each) => each.name.startsWith(`HubSpot: ${name}`));

const company = {
  hubspot: 'company',
  ours: 'attributes.company',
  direction: 'both',
  prefer: 'newest',
} as const;

describe('a line says in Spanish', () => {
  it('that nothing was looked at yet, and what the portal lacks', async () => {
    await bridge.start({}, false);
    expect(await line('connection')).toMatchObject({
      es: { name: 'HubSpot: conexión', detail: 'aún no se ha mirado' },
    });
    await write('+34600000001');
    expect(await line('connection')).toMatchObject({
      detail: expect.stringMatching(/^HubSpot lacks wa_contact_key/),
      nextStep: 'Run centralita hubspot setup.',
      es: {
        detail: expect.stringMatching(/^A HubSpot le falta wa_contact_key/),
        nextStep: 'Ejecute centralita hubspot setup.',
      },
    });
  });

  it('that one of our properties is of another type', async () => {
    await bridge.start();
    const own = bridge.double.properties.get('wa_opt_in_at');
    if (own) bridge.double.properties.set('wa_opt_in_at', { ...own, type: 'string' });
    await write('+34600000001');
    expect(await line('connection')).toMatchObject({
      detail: 'wa_opt_in_at is of type string, and datetime is needed',
      es: { detail: 'wa_opt_in_at es de tipo string y hace falta datetime' },
    });
  });

  it('that all is in order, and how much there is', async () => {
    await bridge.start({ changes: 'polling' });
    expect((await line('contacts'))?.es?.detail).toBe('0 vinculados, última sincronización: nunca');
    await write('+34600000001');
    await bridge.run(bridge.extension.poll());
    expect(await line('connection')).toMatchObject({
      ok: true,
      es: { detail: 'el token, los permisos y las propiedades están en orden' },
    });
    expect(await line('contacts')).toMatchObject({
      detail: expect.stringMatching(/^1 linked, last sync 2026-/),
      es: { detail: expect.stringMatching(/^1 vinculado, última sincronización: 2026-/) },
    });
    expect((await line('limits'))?.es?.detail).toMatch(/^\d+ de 190 llamadas en 10 s.*, 0 en espera$/);
    expect((await line('changes'))?.es?.detail).toMatch(/^consulta cada \d+ s, última 2026-/);
  });

  it('what HubSpot answered to a token, around its own words', async () => {
    await bridge.start({ changes: 'polling' }, false);
    bridge.double.tokens = { 'pat-other': [] };
    await bridge.run(bridge.extension.poll());
    const said = await line('connection');
    const words = /was answered 401(: .+)$/.exec(said?.detail ?? '')?.[1] ?? 'no words';
    expect(said?.es?.detail).toContain(`recibió la respuesta 401${words}`);
    expect(said?.es?.nextStep).toMatch(/^Copie de nuevo la clave de servicio/);
    expect(await line('changes')).toMatchObject({
      ok: false,
      es: {
        detail: expect.stringContaining('recibió la respuesta 401'),
        nextStep: 'Vea la línea de la conexión.',
      },
    });
  });

  it.each([
    [{ changes: 'off' }, 'desactivados'],
    [{ changes: 'webhooks' }, 'webhooks: 0 aceptados, 0 propios, 0 repetidos, 0 con firma errónea o antigua'],
  ] as [Partial<HubSpotSettings>, string][])('how changes come with %j', async (settings, text) => {
    await bridge.start(settings);
    expect((await line('changes'))?.es?.detail).toBe(text);
  });

  it('that a webhook was forged', async () => {
    await bridge.start({ changes: 'webhooks', fields: [...defaultFields, company] });
    const id = await write('+34600000001');
    bridge.double.edit(recordOf(id), { company: 'forged' });
    await bridge.deliverHooks(undefined, 'another secret');
    expect(await line('changes')).toMatchObject({
      ok: false,
      es: { nextStep: expect.stringMatching(/^Compare hubspot.clientSecret/) },
    });
  });

  it('that the daily limit is used up', async () => {
    await bridge.start();
    bridge.double.limits.limits.perDay = 0;
    await write('+34600000001');
    expect(await line('limits')).toMatchObject({
      es: {
        detail: expect.stringMatching(/^se agotó el límite diario; en pausa hasta 2026-.* UTC$/),
        nextStep: expect.stringMatching(/^Nada que hacer/),
      },
    });
  });

  it('what HubSpot refused, and for one and for several', async () => {
    await bridge.start();
    bridge.double.rule = ({ company: filled = '' }, creating) =>
      creating && filled === '' ? ['company'] : [];
    const id = await write('+34600000001');
    expect(await line('failing')).toMatchObject({
      es: { name: 'HubSpot: registros con fallos', detail: '1; se reintenta con el próximo cambio' },
    });
    expect(await line('Ana')).toMatchObject({
      detail: expect.stringMatching(/was answered 400/),
      es: {
        detail: expect.stringMatching(/recibió la respuesta 400/),
        nextStep: 'HubSpot exige company: rellénelo allí o asígnelo en hubspot.fields y reintente.',
      },
    });
    expect(await bridge.extension.act?.(`retry:${id}`)).toMatchObject({
      detail: { es: expect.stringMatching(/^Sigue rechazado: .* recibió la respuesta 400/) },
    });
    expect(await bridge.extension.act?.('retry')).toMatchObject({
      detail: { es: '1 reintentado, 1 sigue rechazado.' },
    });
    await write('+34600000002');
    expect((await line('failing'))?.es?.detail).toBe('2; se reintentan con el próximo cambio');
  });

  it('of a refusal kept before there was a Spanish one: its English', async () => {
    await bridge.start();
    bridge.store.db.exec(
      `insert into hubspot_parked (contact_id, property, code, reason, next_step, at, attempts)
       values ('ct_1', 'company', 'hubspot_refused', 'too long', 'Make it shorter.', 1, 1)`,
    );
    const { lines: all = [] } = (await bridge.extension.health?.()) ?? {};
    const old = all.find(({ name }) => name.includes('company'));
    expect(old).toMatchObject({ detail: 'too long', nextStep: 'Make it shorter.' });
    expect(old).not.toHaveProperty('es');
  });

  it.each([
    ['wa_opt_in_source', {}, 'el alta hecha en HubSpot no indica su origen'],
    ['wa_opt_in_at', { wa_opt_in_source: 'fair' }, 'el alta hecha en HubSpot no tiene fecha'],
  ])('what an opt-in made in HubSpot lacks: %s', async (property, more, text) => {
    await bridge.start();
    const id = await write('+34600000001');
    bridge.double.edit(recordOf(id), { wa_opt_in_status: 'opted_in', ...more });
    await bridge.sync(id, 'theirs');
    expect(await line(`Ana · ${property}`)).toMatchObject({
      es: { detail: text, nextStep: expect.stringMatching(/^Rellene .*wa_opt_in_at/) },
    });
  });

  it('that a person has to choose', async () => {
    await bridge.start();
    expect((await line('to review'))?.es).toEqual({ name: 'HubSpot: por revisar', detail: 'nadie' });
    for (const phone of ['600000001', '+34 600 000 001']) bridge.double.add({ phone });
    bridge.timers.advance(60_000);
    await write('+34600000001');
    expect(await line('to review')).toMatchObject({
      detail: '1 contact matches several records, or shares one',
      es: { detail: '1 contacto coincide con varios registros o comparte uno' },
    });
  });

  it('that a field is left alone', async () => {
    await bridge.start({ fields: [...defaultFields, company], changes: 'webhooks' });
    const id = await write('+34600000001');
    for (let n = 0; n < 12; n++) {
      bridge.double.edit(recordOf(id), { company: `v${n}` });
      await bridge.deliverHooks();
      await bridge.settle();
      bridge.timers.advance(1_000);
    }
    expect(await line('fields left alone')).toMatchObject({
      detail: 'company changed back and forth for 1 contact',
      es: { detail: 'company: cambios de ida y vuelta en 1 contacto' },
    });
  });
});
