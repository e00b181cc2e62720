import type { IExecuteFunctions } from 'n8n-workflow';
import type {
  ButtonsContent,
  ContactCard,
  InteractiveHeader,
  ListContent,
  ListRow,
  OutboundContent,
} from '../../../core/src/model/content.ts';
import { parseTemplateName, templateContent } from '../template-fields.ts';
import { mediaContent } from './media.ts';

type Read = <T>(name: string, fallback?: T) => T;

/** Values of a `fixedCollection`, none where it was left alone. */
export const rowsOf = <T>(read: Read, name: string): readonly T[] =>
  read<{ values?: T[] }>(name, {}).values ?? [];

/** Parameters of one item by name; what an expression gave is taken as it is. */
export const reader =
  (node: IExecuteFunctions, item: number): Read =>
  <T>(name: string, fallback?: T) =>
    node.getNodeParameter(name, item, fallback) as T;

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

const parts = (read: Read): { header?: InteractiveHeader; footer?: string } => {
  const { header, footer } = read<{ header?: string; footer?: string }>('options', {});
  return {
    ...(header ? { header: { type: 'text' as const, text: header } } : {}),
    ...(footer ? { footer } : {}),
  };
};

const buttons = (read: Read): ButtonsContent => ({
  kind: 'buttons',
  body: text(read('text')),
  buttons: rowsOf<{ title: string; id?: string }>(read, 'buttons').map(({ title, id }) => ({
    id: text(id) || text(title),
    title: text(title),
  })),
  ...parts(read),
});

interface Row {
  readonly title: string;
  readonly description?: string;
  readonly id?: string;
  readonly section?: string;
}

const list = (read: Read): ListContent => {
  const sections = new Map<string, ListRow[]>();
  for (const { title, description, id, section = '' } of rowsOf<Row>(read, 'rows')) {
    const rows = sections.get(section) ?? [];
    sections.set(section, rows);
    rows.push({ id: text(id) || text(title), title: text(title), ...(description ? { description } : {}) });
  }
  return {
    kind: 'list',
    body: text(read('text')),
    button: text(read('listButton')),
    sections: [...sections].map(([title, rows]) => ({ ...(title ? { title } : {}), rows })),
    ...parts(read),
  };
};

interface Card {
  readonly name: string;
  readonly phone?: string;
  readonly email?: string;
  readonly company?: string;
}

const card = ({ name, phone, email, company }: Card): ContactCard => ({
  name: { formattedName: text(name), firstName: text(name) },
  ...(phone ? { phones: [{ phone: text(phone) }] } : {}),
  ...(email ? { emails: [{ email }] } : {}),
  ...(company ? { org: { company } } : {}),
});

const template = (read: Read, node: IExecuteFunctions, item: number): OutboundContent => {
  const name = node.getNodeParameter('template', item, '', { extractValue: true }) as string;
  return templateContent(parseTemplateName(name), read('variables.value', {}) ?? {});
};

/** What an operation sends, from the parameters of one item. Limits are not checked here. */
export const contentOf = async (
  node: IExecuteFunctions,
  item: number,
  operation: string,
): Promise<OutboundContent> => {
  const read = reader(node, item);
  switch (operation) {
    case 'sendText':
    case 'reply':
      return {
        kind: 'text',
        text: text(read('text')),
        ...(read<{ previewUrl?: boolean }>('options', {}).previewUrl ? { previewUrl: true } : {}),
      };
    case 'sendMedia':
      return mediaContent(node, item);
    case 'sendTemplate':
      return template(read, node, item);
    case 'sendButtons':
      return buttons(read);
    case 'sendList':
      return list(read);
    case 'sendLink':
      return {
        kind: 'cta_url',
        body: text(read('text')),
        displayText: text(read('linkText')),
        url: text(read('linkUrl')),
        ...parts(read),
      };
    case 'sendLocation': {
      const name = text(read('locationName', ''));
      const address = text(read('locationAddress', ''));
      return {
        kind: 'location',
        latitude: Number(read('latitude')),
        longitude: Number(read('longitude')),
        ...(name ? { name } : {}),
        ...(address ? { address } : {}),
      };
    }
    case 'sendContact':
      return { kind: 'contacts', contacts: rowsOf<Card>(read, 'contacts').map(card) };
    case 'requestLocation':
      return { kind: 'location_request', body: text(read('text')) };
    case 'requestContact':
      return { kind: 'contact_request', body: text(read('text')) };
    case 'react':
      return { kind: 'reaction', messageId: text(read('messageId')), emoji: text(read('emoji', '')) };
    default:
      throw new RangeError(`the operation "${operation}" sends nothing`);
  }
};
