import { describeProviderError } from '@centralita/core/channels/meta';
import type { Extension } from '@centralita/core/consumer';
import { CentralitaError, type ChannelAccount } from '@centralita/core/model';
import { describe, expect, it } from '@jest/globals';
import { untranslated } from '../../../test/support/untranslated.ts';
import type { ConsumerStats } from '../deliveries/index.ts';
import { createHealth } from './health.ts';
import { createHealthLines } from './health-lines.ts';

interface Given {
  readonly parts?: Readonly<Record<string, () => { ok: boolean }>>;
  readonly accounts?: readonly { readonly name: string; readonly paused?: string }[];
  readonly consumers?: readonly Partial<ConsumerStats>[];
  readonly health?: Extension['health'];
}

const linesOf = ({ parts = {}, accounts = [], consumers = [], health }: Given) => {
  const hubHealth = createHealth();
  for (const [name, probe] of Object.entries(parts)) hubHealth.add(name, probe);
  return createHealthLines({
    health: hubHealth,
    accounts: () => accounts.map((account) => ({ id: 'ac_1', ...account }) as unknown as ChannelAccount),
    consumers: () =>
      consumers.map((stats) => ({
        consumer: 'sub_1',
        state: 'running' as const,
        lag: 0,
        held: 0,
        dead: 0,
        ...stats,
      })),
    extensions: () => (health ? [{ name: 'notes', health } as unknown as Extension] : []),
    now: () => 1_000,
  })();
};
const fails = (error: unknown) => () => {
  throw error;
};

describe('the lines of the health page', () => {
  it('say nothing of what is well but its name', async () => {
    expect(await linesOf({ parts: { store: () => ({ ok: true }) }, consumers: [{}] })).toEqual([
      { name: 'store', ok: true, since: 1_000 },
      { name: 'sub_1', ok: true, since: 1_000 },
    ]);
  });

  it('say in both languages what is wrong and what to do, whatever it is', async () => {
    const lines = await linesOf({
      parts: {
        store: fails(new CentralitaError('store_unavailable', 'disk')),
        reader: () => ({ ok: false }),
        media: fails('no error'),
      },
      accounts: [{ name: 'Shop', paused: describeProviderError(190).title }],
      consumers: [
        { state: 'struggling', lag: 1_001, held: 3, dead: 2 },
        { consumer: 'sub_2', state: 'paused' },
        { consumer: 'sub_3', dead: 1 },
      ],
      health: fails('no error'),
    });
    expect(lines).toHaveLength(8);
    expect(lines.every(({ ok }) => !ok)).toBe(true);
    expect(untranslated(lines, () => false)).toEqual([]);
  });

  it('count in the plural where there are several', async () => {
    const lines = await linesOf({
      consumers: [
        { consumer: 'one', dead: 1, held: 1 },
        { consumer: 'two', state: 'struggling', lag: 1_500, dead: 2 },
      ],
    });
    expect(lines).toMatchObject([
      { detail: '1 waiting, 1 given up', es: { detail: '1 en espera, 1 abandonado' } },
      {
        detail: 'struggling, 1500 events behind, 2 given up',
        es: { detail: 'con fallos, 1500 eventos de retraso, 2 abandonados' },
      },
    ]);
  });

  it('a number that is paused says why', async () => {
    const [line] = await linesOf({ accounts: [{ name: 'Shop', paused: describeProviderError(190).title }] });
    expect(line).toMatchObject({
      name: 'number Shop',
      detail: 'paused: The access token is not valid or has expired',
      es: {
        name: 'número Shop',
        detail: 'en pausa: El token de acceso no es válido o ha caducado',
        nextStep: 'Corrija lo que indica el último problema y después reanude el número.',
      },
      action: { part: 'number', id: 'ac_1' },
    });
  });

  it('the words of an error stay as they came', async () => {
    const lines = await linesOf({
      parts: { store: fails(new Error('database or disk is full')) },
      accounts: [{ name: 'Shop', paused: 'Something Meta wrote' }],
      health: fails(new Error('connect ECONNREFUSED')),
    });
    expect(lines).toMatchObject([
      { detail: 'database or disk is full', es: { nextStep: expect.stringContaining('espacio en disco') } },
      { es: { detail: 'en pausa: Something Meta wrote' } },
      { name: 'notes', detail: 'connect ECONNREFUSED' },
    ]);
    expect(lines[0]?.es?.detail).toBeUndefined();
  });

  it('of an extension come with its Spanish, and its part beside the action', async () => {
    const label = { en: 'Retry', es: 'Reintentar' };
    const es = { name: 'Notas', detail: 'ninguna' };
    const [line] = await linesOf({
      health: async () => ({
        ok: true,
        lines: [{ name: 'Notes', ok: true, detail: 'none', es, action: { id: 'retry', label } }],
      }),
    });
    expect(line).toEqual({
      name: 'Notes',
      ok: true,
      detail: 'none',
      es,
      action: { part: 'notes', id: 'retry', label },
      since: 1_000,
    });
  });
});
