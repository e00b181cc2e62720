import type { IWebhookFunctions } from 'n8n-workflow';
import { createBoundedMap } from '../shared/bounded-map.ts';
import {
  type Connection,
  connectWith,
  credentialTypes,
  type HubCredential,
  type WhatsAppCredential,
} from '../shared/connection.ts';

type Credential = WhatsAppCredential & HubCredential;

/** Reading one costs n8n about as much as an execution; a burst of webhooks does with one reading. */
const remembered = createBoundedMap<Credential>(1_000, 5_000);

/** The connection of a webhook; `fresh`: with the credential as it is now. */
export const connectReceiver = async (
  node: IWebhookFunctions,
  kind: Connection['kind'],
  fresh: boolean,
): Promise<Connection> => {
  const type = credentialTypes[kind];
  const { id, credentials } = node.getNode();
  const key = [node.getWorkflow().id, id, node.getMode(), type, credentials?.[type]?.id].join(':');
  const now = Date.now();
  let credential = fresh ? undefined : remembered.get(key, now);
  if (!credential) {
    credential = await node.getCredentials<Credential>(type);
    remembered.set(key, credential, now);
  }
  return connectWith(node, kind, credential);
};
