import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { HubClient } from '../../../core/src/hub-client/types.ts';
import type { ConsentSource, ConsentState, Purpose } from '../../../core/src/model/consent.ts';
import { type ContactId, parseId } from '../../../core/src/model/ids.ts';
import type { JsonObject } from '../../../core/src/model/json.ts';
import { connect } from '../../shared/connection.ts';
import { refuse } from '../../shared/faults.ts';
import { reader } from './content.ts';

export const hubOf = async (node: IExecuteFunctions, item: number): Promise<HubClient> => {
  const connection = await connect(node, 'hub', { itemIndex: item });
  if (connection.kind === 'hub') return connection.hub;
  throw refuse('unsupported', 'this needs a hub');
};

const contactId = async (hub: HubClient, given: string): Promise<ContactId> => {
  const known = parseId('ct', given);
  if (known) return known;
  const [found] = (await hub.contacts({ phone: given, limit: 1 })).items;
  if (found) return found.id;
  throw refuse(
    'not_found',
    'nobody with this number has written or been written to',
    'Check the number and its country code, or record a consent first: that makes the contact.',
  );
};

const given = (node: IExecuteFunctions, item: number): string =>
  String(node.getNodeParameter('contact', item) ?? '').trim();

export const getContact = async (node: IExecuteFunctions, item: number): Promise<IDataObject> => {
  const hub = await hubOf(node, item);
  return (await hub.contact(await contactId(hub, given(node, item)))) as unknown as IDataObject;
};

interface ContactChange {
  readonly name?: string;
  readonly language?: string;
  readonly tags?: string;
}

export const setAttributes = async (node: IExecuteFunctions, item: number): Promise<IDataObject> => {
  const read = reader(node, item);
  const hub = await hubOf(node, item);
  const id = await contactId(hub, given(node, item));
  const { name, language, tags } = read<ContactChange>('contactChange', {});
  const attributes = objectOf(read('attributes', '{}'));
  const contact = await hub.updateContact(id, {
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(name ? { name } : {}),
    ...(language ? { language } : {}),
    ...(tags === undefined ? {} : { tags: wordsOf(tags) }),
  });
  return contact as unknown as IDataObject;
};

/** What a JSON field holds: text, or what an expression gave. */
const objectOf = (value: unknown): JsonObject => {
  let found = value;
  if (typeof value === 'string') {
    try {
      found = JSON.parse(value || '{}');
    } catch {
      found = undefined;
    }
  }
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found as JsonObject;
  throw refuse(
    'invalid_request',
    'the attributes are no JSON object',
    'Write them such as {"tier": "gold"}.',
  );
};

/** Words with commas between them. */
export const wordsOf = (text: unknown): string[] =>
  String(text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

export const recordConsent = async (
  node: IExecuteFunctions,
  item: number,
  state: ConsentState,
): Promise<IDataObject> => {
  const read = reader(node, item);
  const hub = await hubOf(node, item);
  const who = given(node, item);
  const id = parseId('ct', who);
  const purposes = read<Purpose[]>('purposes', []);
  const proof = read<string>('proof', '');
  const wording = read<string>('wording', '');
  const record = await hub.recordConsent({
    ...(id ? { contactId: id } : { to: who }),
    state,
    purposes: purposes.length > 0 ? purposes : 'all',
    source: read<ConsentSource>('source', 'form'),
    ...(proof ? { proof } : {}),
    ...(wording ? { wording } : {}),
  });
  return record as unknown as IDataObject;
};

export const consentHistory = async (node: IExecuteFunctions, item: number): Promise<IDataObject[]> => {
  const hub = await hubOf(node, item);
  return (await hub.consents(await contactId(hub, given(node, item)))) as unknown as IDataObject[];
};
