import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { TemplateInfo } from '../../../core/src/channels/channel.ts';
import { meta } from '../../../core/src/channels/meta/index.ts';
import { type Connection, connect } from '../../shared/connection.ts';
import { must, refuse } from '../../shared/faults.ts';
import type { Caller } from '../../shared/fetch.ts';
import { parseTemplateName } from '../template-fields.ts';
import { reader } from './content.ts';
import { accountOf } from './media.ts';

const pageSize = 200;
/** A business account has at most 6,000 templates. */
const mostPages = 60;

/** Every template of the account, all pages of it. */
export const allTemplates = async (
  connection: Connection,
  accountId: string,
  status?: string,
): Promise<readonly TemplateInfo[]> => {
  if (connection.kind === 'direct') {
    const { items } = must(await meta.listTemplates(connection.context));
    return status ? items.filter((each) => each.status === status) : items;
  }
  const account = await accountOf(connection.hub, accountId);
  const items: TemplateInfo[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await connection.hub.templates(account, {
      limit: pageSize,
      ...(after ? { after } : {}),
      ...(status ? { status } : {}),
    });
    items.push(...page.items);
    if (!page.next || page.next === after) break;
    after = page.next;
  }
  return items;
};

/** By `name|language`. */
export const templateOf = async (
  connection: Connection,
  accountId: string,
  key: unknown,
): Promise<TemplateInfo> => {
  const { name, language } = parseTemplateName(key);
  const all = await allTemplates(connection, accountId);
  const found = all.find((each) => each.name === name && each.language === language);
  if (found) return found;
  const others = all.filter((each) => each.name === name).map((each) => each.language);
  throw refuse(
    'template_unavailable',
    others.length > 0
      ? `${name} exists in ${others.join(', ')}, not in ${language}`
      : `there is no template ${name}`,
    'Choose one of the list: WhatsApp Manager shows all of them.',
  );
};

export const connectionOf = (
  node: Caller,
  kind: Connection['kind'],
  itemIndex?: number,
): Promise<Connection> => connect(node, kind, itemIndex === undefined ? {} : { itemIndex });

export const listTemplates = async (node: IExecuteFunctions, item: number): Promise<IDataObject[]> => {
  const read = reader(node, item);
  const connection = await connectionOf(node, read('connection'), item);
  const all = await allTemplates(connection, '', read<string>('status', '') || undefined);
  const limit = read('returnAll', false) ? all.length : read('limit', 50);
  return all.slice(0, limit) as unknown as IDataObject[];
};

export const getTemplate = async (node: IExecuteFunctions, item: number): Promise<IDataObject> => {
  const read = reader(node, item);
  const connection = await connectionOf(node, read('connection'), item);
  return (await templateOf(connection, '', read('templateName'))) as unknown as IDataObject;
};
