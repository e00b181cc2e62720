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

interface Catalogue {
  readonly at: number;
  readonly items: readonly TemplateInfo[];
}

const freshMs = 10 * 60_000;
/** A template that is not there, or may not be sent, is looked for again when the list is older than this. */
const doubtMs = 5_000;
const pageSize = 200;
const mostPages = 100;

/** The provider's templates, asked for when needed; all of an account are remembered for ten minutes. */
export const createTemplates = ({ tables, channel, callContext, now }: TemplatesContext) => {
  const catalogues = new Map<number, Catalogue>();
  const loading = new Map<number, Promise<Catalogue | undefined>>();

  const page = async (account: AccountRow, query: { readonly after?: string; readonly limit?: number }) => {
    const list = channel(account.provider).listTemplates;
    const context = callContext(account, AbortSignal.timeout(15_000));
    if (!list || !context) throw new CentralitaError('unsupported', 'the channel has no templates');
    const result = await list({ ...context, now: now() }, query);
    if (!result.ok)
      throw new CentralitaError('provider_rejected', `${result.error.message}. ${result.error.nextStep}`);
    return result.value;
  };

  const load = async (account: AccountRow): Promise<Catalogue | undefined> => {
    const items: TemplateInfo[] = [];
    try {
      let after: string | undefined;
      for (let pages = 0; pages < mostPages; pages += 1) {
        const found = await page(account, { limit: pageSize, ...(after ? { after } : {}) });
        items.push(...found.items);
        if (!found.after) break;
        after = found.after;
      }
    } catch {
      return undefined;
    }
    const catalogue = { at: Date.now(), items };
    catalogues.set(account.no, catalogue);
    return catalogue;
  };

  /** Not older than `maxAgeMs`; an older one, or none, while the provider does not answer. */
  const catalogueOf = async (account: AccountRow, maxAgeMs: number): Promise<Catalogue | undefined> => {
    const known = catalogues.get(account.no);
    if (known && known.at + maxAgeMs > Date.now()) return known;
    const running = loading.get(account.no) ?? load(account).finally(() => loading.delete(account.no));
    loading.set(account.no, running);
    return (await running) ?? known;
  };

  const list: Services['templates']['list'] = async (accountId, { status, q, ...query }) => {
    const account = tables.accounts.find(accountId);
    if (!account) throw new CentralitaError('account_unknown', undefined, { field: 'channelAccountId' });
    const wanted = q?.toLowerCase();
    const fits = (template: TemplateInfo): boolean =>
      (status === undefined || template.status.toUpperCase() === status.toUpperCase()) &&
      (wanted === undefined || template.name.toLowerCase().includes(wanted));
    const items: TemplateInfo[] = [];
    let after = query.after;
    // Pages are the provider's: of those that hold nothing wanted the next is read.
    for (let pages = 0; pages < mostPages; pages += 1) {
      const found = await page(account, { limit: query.limit ?? 50, ...(after ? { after } : {}) });
      items.push(...found.items.filter(fits));
      after = found.after;
      if (!after || items.length > 0) break;
    }
    return { items, ...(after ? { next: after } : {}) };
  };

  /**
   * The template as it can be sent: in the language asked for or, where there is none, in one of the same family
   * (`es_MX` → `es`). Throws `template_unavailable` with what there is. Undefined when the provider cannot be asked:
   * then the provider decides.
   */
  const resolve = async (
    account: AccountRow,
    name: string,
    language: string,
  ): Promise<TemplateInfo | undefined> => {
    const catalogue = await catalogueOf(account, freshMs);
    if (!catalogue) return undefined;
    const found = choose(catalogue.items, name, language);
    if ('template' in found) return found.template;
    const newer = await catalogueOf(account, doubtMs);
    const again = newer && newer !== catalogue ? choose(newer.items, name, language) : found;
    if ('template' in again) return again.template;
    throw new CentralitaError('template_unavailable', again.reason, { field: 'content.name' });
  };

  return {
    list,
    resolve,
    /** What changed at the provider is asked for again. */
    forget: (account: number): void => void catalogues.delete(account),
  };
};

/** `en_US` and `en-US` are one language. */
const plain = (language: string): string => language.replace('-', '_').toLowerCase();
const family = (language: string): string => plain(language).split('_')[0] ?? '';

const choose = (
  items: readonly TemplateInfo[],
  name: string,
  language: string,
): { readonly template: TemplateInfo } | { readonly reason: string } => {
  const named = items.filter((template) => template.name === name);
  if (named.length === 0) return { reason: `the account has no template "${name}"` };
  const exact = named.find((template) => plain(template.language) === plain(language));
  if (exact && isApproved(exact)) return { template: exact };
  if (exact) return { reason: `"${name}" (${exact.language}) is ${exact.status.toLowerCase()}` };
  const related = named.filter(
    (template) => family(template.language) === family(language) && isApproved(template),
  );
  // The plain language before a country's.
  const [template] = related.toSorted((a, b) => a.language.length - b.language.length);
  if (template) return { template };
  const there = named.map((one) => `${one.language} (${one.status.toLowerCase()})`).join(', ');
  return { reason: `"${name}" is not there in ${language}; there is ${there}` };
};

const isApproved = ({ status }: TemplateInfo): boolean => status.toUpperCase() === 'APPROVED';
