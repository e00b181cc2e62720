/// <reference lib="dom" />
import type { JsonObject, OutboundContent, TemplateContent, TemplateParameter } from '@centralita/core/model';
import { fillTemplate } from '@centralita/core/templates';
import { getFirst } from '../common/first.client.ts';

/** What the pages read of a template's part; the rest is for `@centralita/core/templates`. */
export type TemplateComponent = JsonObject & {
  readonly type: string;
  readonly format?: string;
  readonly text?: string;
  readonly buttons?: readonly (JsonObject & { readonly type: string; readonly text?: string })[];
  readonly cards?: readonly (JsonObject & { readonly components: readonly TemplateComponent[] })[];
};
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly category?: string;
  readonly status: string;
  readonly components: readonly TemplateComponent[];
}

export interface TemplateText {
  readonly header?: string;
  readonly body: string;
  readonly footer?: string;
  readonly buttons: readonly string[];
}

const byAccount = new Map<string, Promise<readonly Template[]>>();
const byName = new Map<string, Template>();

/** They changed: the next who needs them asks again. */
export const forgetTemplates = (): void => byAccount.clear();

/** Asked once per account. */
export const loadTemplates = (account: string): Promise<readonly Template[]> => {
  let loading = byAccount.get(account);
  if (!loading) {
    loading = readAll(account);
    loading.catch(() => byAccount.delete(account));
    byAccount.set(account, loading);
  }
  return loading;
};

const readAll = async (account: string): Promise<readonly Template[]> => {
  const found: Template[] = [];
  let after: string | undefined;
  do {
    const query = new URLSearchParams({ channelAccountId: account, ...(after ? { after } : {}) });
    const page = await getFirst<{ items: Template[]; next?: string }>(`/v1/templates?${query}`);
    found.push(...page.items);
    after = page.next;
  } while (after && found.length < 6_000);
  for (const template of found) byName.set(`${template.name} ${template.language}`, template);
  return found;
};

export const componentOf = (
  components: readonly TemplateComponent[],
  type: string,
): TemplateComponent | undefined => components.find((component) => component.type.toUpperCase() === type);

export const partOf = ({ components }: Template, type: string): TemplateComponent | undefined =>
  componentOf(components, type);

const fillIn = (text: string, values: Readonly<Record<string, string>>): string =>
  fillTemplate(text, (name) => values[name]);

const valuesOf = (parameters: readonly TemplateParameter[] | undefined): Record<string, string> =>
  Object.fromEntries(
    (parameters ?? []).map((one, index) => [
      ('name' in one && one.type !== 'location' && one.name) || String(index + 1),
      'text' in one ? one.text : 'fallback' in one ? one.fallback : '',
    ]),
  );

/** What a sent template said, where the template is known here. */
export const templateText = (content: TemplateContent): TemplateText | undefined => {
  const template = byName.get(`${content.name} ${content.language}`);
  if (!template) return undefined;
  const header = partOf(template, 'HEADER');
  const values = content.code ? { 1: content.code } : valuesOf(content.body);
  return {
    ...(header?.text
      ? { header: fillIn(header.text, valuesOf(content.header ? [content.header] : [])) }
      : {}),
    body: fillIn(partOf(template, 'BODY')?.text ?? '', values),
    ...(partOf(template, 'FOOTER')?.text ? { footer: partOf(template, 'FOOTER')?.text } : {}),
    buttons: (partOf(template, 'BUTTONS')?.buttons ?? []).map(({ type, text }) => text ?? type.toLowerCase()),
  };
};

export const categoryOf = (content: OutboundContent): string | undefined =>
  content.kind === 'template'
    ? byName.get(`${content.name} ${content.language}`)?.category?.toUpperCase()
    : undefined;
