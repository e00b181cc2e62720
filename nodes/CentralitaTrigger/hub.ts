import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { HubError } from '../../core/src/hub-client/index.ts';
import { deriveSecret } from '../../core/src/signing/index.ts';
import { connect } from '../shared/connection.ts';
import { refuse } from '../shared/faults.ts';
import { typesOf } from './events.ts';
import { filtersOf, wantedOf } from './parameters.ts';

type Node = IHookFunctions | IWebhookFunctions;

const addressOf = (node: Node): URL => new URL(node.getNodeWebhookUrl('default') as string);

/**
 * The same on every activation of this node, and another while n8n listens for a test: test addresses have another
 * beginning. So what a crash left behind is found again, and a test never ends the subscription of production.
 */
export const subscriptionKey = (node: Node): string => {
  const { pathname } = addressOf(node);
  const mode = pathname.split('/').filter(Boolean).slice(0, -2).join('/') || pathname;
  return ['n8n', node.getInstanceId().slice(0, 16), node.getWorkflow().id, node.getNode().id, mode].join(':');
};

/**
 * Follows from the credential and the node, so that it is stored nowhere. Not from the address: while n8n tests, a
 * webhook sees the address of production.
 */
export const subscriptionSecret = (node: Node, key: string): string =>
  deriveSecret(key, [node.getInstanceId(), node.getWorkflow().id, node.getNode().id].join(':'));

const hubOf = async (node: Node) => {
  const connection = await connect(node, 'hub');
  if (connection.kind === 'hub') return connection;
  throw refuse('config_invalid', 'this needs the hub credential');
};

export const subscribe = async (node: IHookFunctions): Promise<boolean> => {
  const { hub, credential } = await hubOf(node);
  const read = (name: string, fallback?: unknown) => node.getNodeParameter(name, fallback as object);
  const wanted = wantedOf(read);
  const accounts = filtersOf(read).accounts.filter((account) => account.startsWith('ca_'));
  const { name } = node.getWorkflow();
  await hub.subscribe(subscriptionKey(node), {
    url: addressOf(node).href,
    secret: subscriptionSecret(node, credential.apiKey),
    types: typesOf(wanted),
    ...(wanted.events.includes('messageStatus') ? { statuses: wanted.statuses } : {}),
    ...(accounts.length > 0 ? { accounts } : {}),
    description: `n8n: ${name ?? 'workflow'}, ${node.getNode().name}`.slice(0, 200),
  });
  return true;
};

export const unsubscribe = async (node: IHookFunctions): Promise<boolean> => {
  try {
    const { hub } = await hubOf(node);
    await hub.unsubscribe(subscriptionKey(node));
    return true;
  } catch (error) {
    if (error instanceof HubError && error.problem.status === 404) return true;
    node.logger.warn(
      `Centralita: the subscription could not be ended at the hub: ${(error as Error).message}`,
    );
    return false;
  }
};
