import type { ILoadOptionsFunctions, INodeListSearchResult, ResourceMapperFields } from 'n8n-workflow';
import type { Connection } from '../../shared/connection.ts';
import { toNodeError } from '../../shared/errors.ts';
import { allTemplates, connectionOf, templateOf } from '../operations/templates.ts';
import { templateFields, templateKey } from '../template-fields.ts';

const kindOf = (editor: ILoadOptionsFunctions): Connection['kind'] =>
  editor.getNodeParameter('connection', 'direct') as Connection['kind'];
const accountOf = (editor: ILoadOptionsFunctions): string =>
  editor.getNodeParameter('options.channelAccountId', '') as string;

/** Approved templates whose name or language has what was typed, in the order of the alphabet. */
export async function searchTemplates(
  this: ILoadOptionsFunctions,
  filter?: string,
): Promise<INodeListSearchResult> {
  try {
    const connection = await connectionOf(this, kindOf(this));
    const wanted = (filter ?? '').trim().toLowerCase();
    const results = (await allTemplates(connection, accountOf(this), 'APPROVED'))
      .filter(({ name, language }) => `${name} (${language})`.toLowerCase().includes(wanted))
      .map((each) => ({ name: `${each.name} (${each.language})`, value: templateKey(each) }))
      .sort((one, other) => one.name.localeCompare(other.name));
    return { results };
  } catch (error) {
    const told = toNodeError(this.getNode(), error);
    throw told;
  }
}

/** The variables of the chosen template as fields. */
export async function templateVariables(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  const key = this.getNodeParameter('template', '', { extractValue: true }) as string;
  if (!key) return { fields: [], emptyFieldsNotice: 'Choose a template first.' };
  try {
    const connection = await connectionOf(this, kindOf(this));
    return { fields: templateFields(await templateOf(connection, accountOf(this), key)) };
  } catch (error) {
    const told = toNodeError(this.getNode(), error);
    throw told;
  }
}
