import type { Channel, TemplateInfo } from '@centralita/core/channels';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AccountRow } from '../store/accounts.ts';
import { type Bench, openBench, phoneNumberId } from '../testing.ts';
import { createTemplates } from './templates.ts';

const template = (name: string, language: string, status = 'APPROVED'): TemplateInfo => ({
  id: `${name}-${language}`,
  name,
  language,
  status,
  category: 'UTILITY',
  parameterFormat: 'POSITIONAL',
  components: [],
});

describe('templates', () => {
  let bench: Bench;
  let account: AccountRow;
  let there: TemplateInfo[];
  let asked: number;
  let down: boolean;
  let templates: ReturnType<typeof createTemplates>;
  beforeEach(async () => {
    bench = await openBench();
    account = bench.tables.accounts.all().find((one) => one.providerId === phoneNumberId) as AccountRow;
    there = [];
    asked = 0;
    down = false;
    // Two a page, as a provider would with more of them.
    const listTemplates: Channel['listTemplates'] = async (_context, { after = '0' } = {}) => {
      asked += 1;
      if (down) {
        const error = {
          class: 'retry-later',
          kind: 'provider_down',
          message: 'Away',
          nextStep: 'Wait.',
        } as const;
        return { ok: false, error };
      }
      const from = Number(after);
      const more = from + 2 < there.length;
      return {
        ok: true,
        value: { items: there.slice(from, from + 2), ...(more ? { after: String(from + 2) } : {}) },
      };
    };
    templates = createTemplates({
      tables: bench.tables,
      channel: () => ({ listTemplates }) as Channel,
      callContext: () => ({
        account: { providerId: phoneNumberId },
        accessToken: 't',
        baseUrl: 'http://127.0.0.1:1',
        version: 'v25.0',
        fetch,
        signal: AbortSignal.timeout(1000),
      }),
      now: () => bench.clock.at,
    });
  });
  afterEach(() => bench.close());

  it('are found on every page, and asked for once', async () => {
    there = [template('a', 'es'), template('b', 'es'), template('c', 'es'), template('order', 'es')];
    expect(await templates.resolve(account, 'order', 'es')).toMatchObject({ name: 'order' });
    expect(await templates.resolve(account, 'order', 'es')).toMatchObject({ language: 'es' });
    expect(asked).toBe(2);
  });

  it.each([
    ['es_MX', ['es'], 'es'],
    ['es-mx', ['es_MX', 'es'], 'es_MX'],
    ['es', ['es_ES', 'en'], 'es_ES'],
  ])('asked for in %s where there is %j go out in %s', async (wanted, languages, sent) => {
    there = languages.map((language) => template('order', language));
    expect(await templates.resolve(account, 'order', wanted)).toMatchObject({ language: sent });
  });

  it.each([
    [[template('order', 'es', 'PAUSED')], '"order" (es) is paused'],
    [[template('order', 'es', 'PAUSED'), template('order', 'en')], '"order" (es) is paused'],
    [[template('order', 'en'), template('order', 'de', 'PENDING')], 'there is en (approved), de (pending)'],
    [[template('other', 'es')], 'the account has no template "order"'],
  ])('that cannot be sent are refused with what there is: %#', async (list, says) => {
    there = list;
    await expect(templates.resolve(account, 'order', 'es')).rejects.toMatchObject({
      code: 'template_unavailable',
      detail: expect.stringContaining(says),
    });
  });

  it('are looked for again when the provider says that one changed', async () => {
    there = [template('order', 'es', 'PENDING')];
    await expect(templates.resolve(account, 'order', 'es')).rejects.toMatchObject({
      code: 'template_unavailable',
    });
    there = [template('order', 'es')];
    templates.forget(account.no);
    expect(await templates.resolve(account, 'order', 'es')).toMatchObject({ status: 'APPROVED' });
  });

  it('are left to the provider while it cannot be asked', async () => {
    down = true;
    expect(await templates.resolve(account, 'order', 'es')).toBeUndefined();
  });

  it('are listed by status and part of the name, past pages that hold none', async () => {
    there = [
      template('a', 'es', 'REJECTED'),
      template('b', 'es', 'REJECTED'),
      template('order_sent', 'es'),
      template('order_late', 'es', 'PAUSED'),
    ];
    const { items, next } = await templates.list(account.id, { status: 'approved', q: 'ORDER', limit: 2 });
    expect(items.map(({ name }) => name)).toEqual(['order_sent']);
    expect(next).toBeUndefined();
  });
});
