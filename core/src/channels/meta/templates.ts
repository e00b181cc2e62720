import type { JsonObject } from '../../model/json.ts';
import type { CallContext, CallResult, TemplateInfo } from '../channel.ts';
import { resultOf, unset } from './call-result.ts';
import { callGraph } from './graph.ts';
import { fieldOf, isFields, textOf } from './guards.ts';

interface TemplatePage {
  readonly items: readonly TemplateInfo[];
  readonly after?: string;
}

const fields = 'id,name,category,status,language,components,parameter_format';
const largestPage = 16 * 1_048_576;
/** 6,000 templates are the most an account may have; this is room for them and an end to a list without one. */
const mostPages = 100;

/**
 * The templates of the business account, `GET /<WABA id>/message_templates`. With `page` one page and the
 * cursor of the next in `after`; without it all pages, one after the other. A cursor that went stale comes
 * back as the provider's code 131059: start again without one.
 */
export async function listTemplates(
  context: CallContext,
  page?: { readonly after?: string; readonly limit?: number },
): Promise<CallResult<TemplatePage>> {
  if (page) return readPage(context, page);
  const items: TemplateInfo[] = [];
  let after: string | undefined;
  for (let count = 0; count < mostPages; count++) {
    const result = await readPage(context, { after, limit: 100 });
    if (!result.ok) return result;
    items.push(...result.value.items);
    if (result.value.after === undefined || result.value.after === after)
      return { ok: true, value: { items } };
    after = result.value.after;
  }
  return { ok: true, value: { items, after } };
}

async function readPage(
  context: CallContext,
  { after, limit }: { readonly after?: string; readonly limit?: number },
): Promise<CallResult<TemplatePage>> {
  const { businessId } = context.account;
  if (!businessId) {
    return unset('The id of the WhatsApp business account is not set', 'Set it: WhatsApp Manager shows it.');
  }
  const outcome = await callGraph(context, {
    method: 'GET',
    path: [businessId, 'message_templates'],
    query: { fields, after, limit: limit === undefined ? undefined : String(limit) },
    maxBytes: largestPage,
  });
  return resultOf(outcome, pageOf);
}

/** The `next` address is a sign only: it is never called, for it holds the token and may name any host. */
function pageOf({ data, paging }: JsonObject): TemplatePage | undefined {
  if (!Array.isArray(data)) return undefined;
  const items = data.flatMap((entry: unknown) => templateOf(entry) ?? []);
  const after =
    fieldOf(paging, 'next') === undefined ? undefined : textOf(fieldOf(fieldOf(paging, 'cursors'), 'after'));
  return after === undefined ? { items } : { items, after };
}

function templateOf(entry: unknown): TemplateInfo | undefined {
  const name = textOf(fieldOf(entry, 'name'));
  const language = textOf(fieldOf(entry, 'language'));
  if (!name || !language) return undefined;
  const category = textOf(fieldOf(entry, 'category'));
  const components = fieldOf(entry, 'components');
  return {
    id: textOf(fieldOf(entry, 'id')) ?? '',
    name,
    language,
    ...(category ? { category } : {}),
    status: textOf(fieldOf(entry, 'status')) ?? 'UNKNOWN',
    parameterFormat: fieldOf(entry, 'parameter_format') === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components: Array.isArray(components) ? (components.filter(isFields) as JsonObject[]) : [],
  };
}
