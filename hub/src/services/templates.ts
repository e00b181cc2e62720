import type { CallContext, Channel, TemplateInfo } from '@centralita/core/channels';
import { CentralitaError, type ProviderId } from '@centralita/core/model';
import type { Services } from '../services.ts';
import type { AccountRow } from '../store/accounts.ts';
import type { Tables } from '../store/tables.ts';

export interface TemplatesContext {
  readonly tables: Tables;
  readonly channel: (provider: ProviderId) => Channel;
  readonly callContext: (account: AccountRow, signal: AbortSignal) => Omit<CallContext, 'now'> | undefined;
  readonly now: () => number;
}

const freshMs = 10 * 60_000;

/** The provider's templates, asked for when needed; their categories are remembered for ten minutes. */
export const createTemplates = ({ tables, channel, callContext, now }: TemplatesContext) => {
  const categories = new Map<
    number,
    { readonly until: number; readonly byName: ReadonlyMap<string, string> }
  >();

  const page = async (account: AccountRow, query: { readonly after?: string; readonly limit?: number }) => {
    const list = channel(account.provider).listTemplates;
    const context = callContext(account, AbortSignal.timeout(15_000));
    if (!list || !context) throw new CentralitaError('unsupported', 'the channel has no templates');
    const result = await list({ ...context, now: now() }, query);
    if (!result.ok)
      throw new CentralitaError('provider_rejected', `${result.error.message}. ${result.error.nextStep}`);
    return result.value;
  };

  const categoriesOf = async (account: AccountRow): Promise<ReadonlyMap<string, string>> => {
    const known = categories.get(account.no);
    if (known && known.until > Date.now()) return known.byName;
    const byName = new Map<string, string>();
    try {
      let after: string | undefined;
      for (let pages = 0; pages < 100; pages += 1) {
        const { items, after: next } = await page(account, { limit: 200, ...(after ? { after } : {}) });
        for (const { name, language, category } of items)
          if (category) byName.set(keyOf(name, language), category);
        if (!next) break;
        after = next;
      }
    } catch {
      // A category nobody knows counts as marketing: the stricter side.
      return known?.byName ?? byName;
    }
    categories.set(account.no, { until: Date.now() + freshMs, byName });
    return byName;
  };

  const list: Services['templates']['list'] = async (accountId, query) => {
    const account = tables.accounts.find(accountId);
    if (!account) throw new CentralitaError('account_unknown', undefined, { field: 'channelAccountId' });
    const { items, after } = await page(account, query);
    return { items: items as TemplateInfo[], ...(after ? { next: after } : {}) };
  };

  return {
    list,
    category: async (account: AccountRow, name: string, language: string): Promise<string | undefined> =>
      (await categoriesOf(account)).get(keyOf(name, language)),
  };
};

/** `en_US` and `en-US` are one language. */
const keyOf = (name: string, language: string): string =>
  `${name}:${language.replace('-', '_').toLowerCase()}`;
