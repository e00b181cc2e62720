import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';
import { connect, type WhatsAppCredential } from '../shared/connection.ts';
import { refuse } from '../shared/faults.ts';
import { fetchPlain } from '../shared/fetch.ts';
import {
  addressesOf,
  effective,
  ensureSubscribed,
  fieldsOf,
  type Level,
  narrower,
  setAddress,
} from './registration.ts';

/** What this node set, kept by n8n with the workflow; nothing secret is in it. */
interface Mine {
  registered?: string;
  level?: Level;
  /** What stood at that level before. */
  previous?: string;
  /** The fields an app had before. */
  fields?: readonly string[];
}

const timeoutMs = 30_000;

const registrationOf = async (node: IHookFunctions) => {
  const connection = await connect(node, 'direct', { timeoutMs });
  if (connection.kind !== 'direct') throw refuse('config_invalid', 'this needs the WhatsApp credential');
  const { credential, context } = connection;
  const level = node.getNodeParameter('registration', 'number') as Level | 'none';
  return { credential, context, plain: { ...context, fetch: fetchPlain(node, timeoutMs) }, level };
};

const complete = ({ appSecret, verifyToken }: WhatsAppCredential): void => {
  if (!appSecret?.trim())
    throw refuse(
      'config_invalid',
      'the credential has no app secret',
      'Enter the app secret: without it every webhook is refused as a possible forgery.',
    );
  if (!verifyToken?.trim())
    throw refuse(
      'config_invalid',
      'the credential has no verify token',
      'Enter a text of your choice as verify token: Meta repeats it when it checks the address.',
    );
};

/** Registers the node's address where that takes nothing away from anybody who was not asked. */
export const register = async (node: IHookFunctions): Promise<boolean> => {
  const { credential, context, plain, level } = await registrationOf(node);
  complete(credential);
  if (level === 'none') return true;
  const url = node.getNodeWebhookUrl('default') as string;
  const registration = { credential, context, plain, level };
  const before = await addressesOf(context);
  mustCount(node, level, narrower(before, level), url);
  const taken = effective(before);
  if (taken && taken !== url) mayTakeOver(node, taken);
  const mine = node.getWorkflowStaticData('node') as Mine;
  const previous = before[level];
  // Before the call: if the answer is lost, what was set is still known to be ours.
  if (previous !== url) {
    const fields = level === 'app' && previous ? await fieldsOf(registration) : undefined;
    Object.assign(mine, { previous: previous ?? '', ...(fields ? { fields } : {}) });
  }
  Object.assign(mine, { registered: url, level, previous: mine.previous ?? '' });
  await setAddress(registration, url);
  await ensureSubscribed(context, credential);
  return true;
};

/** An address that goes before ours would leave the workflow without a single message. */
const mustCount = (
  node: IHookFunctions,
  level: Level,
  first: ReturnType<typeof narrower>,
  url: string,
): void => {
  if (!first || first.url === url) return;
  throw new NodeOperationError(
    node.getNode(),
    `The address of the ${first.level} goes before that of the ${level}`,
    {
      description: `The messages of this number go to ${first.url}, which is registered for the ${first.level}. Register for the ${first.level} instead, or have that address removed first.`,
    },
  );
};

const mayTakeOver = (node: IHookFunctions, taken: string): void => {
  // The editor shows the message only.
  const what = 'This number already delivers to another address';
  if (node.getActivationMode() === 'manual')
    throw new NodeOperationError(node.getNode(), `${what}: unpublish that workflow, or pin data to test`, {
      description: `Listening for a test event would take it away from ${taken}. Unpublish that workflow first, test with pinned data, or use a Centralita hub: there tests and any number of workflows stand beside each other.`,
    });
  if (!(node.getNodeParameter('takeOver', false) as boolean))
    throw new NodeOperationError(node.getNode(), `${what}: switch on Take Over to get them here`, {
      description: `Its messages go to ${taken}. Switch on Take Over to deliver them here instead, or use a Centralita hub, which serves any number of workflows.`,
    });
};

/** Gives back what was there before, and only if the address is still ours. */
export const unregister = async (node: IHookFunctions): Promise<boolean> => {
  const mine = node.getWorkflowStaticData('node') as Mine;
  const url = node.getNodeWebhookUrl('default');
  if (!mine.registered || mine.registered !== url) return true;
  try {
    const { credential, context, plain } = await registrationOf(node);
    const level = mine.level ?? 'number';
    if ((await addressesOf(context))[level] === url) {
      const registration = { credential, context, plain, level };
      await giveBack(node, (to) => setAddress(registration, to, mine.fields), mine.previous ?? '');
    }
  } catch (error) {
    node.logger.warn(`Centralita: the webhook address could not be given back: ${(error as Error).message}`);
    return false;
  }
  delete mine.registered;
  delete mine.level;
  delete mine.previous;
  delete mine.fields;
  return true;
};

/** The address before may refuse our verify token; then none is better than one that no longer answers. */
const giveBack = async (
  node: IHookFunctions,
  set: (url: string) => Promise<void>,
  previous: string,
): Promise<void> => {
  try {
    await set(previous);
  } catch (error) {
    if (!previous) {
      const failed = refuse('provider_rejected', (error as Error).message);
      throw failed;
    }
    node.logger.warn(
      `Centralita: ${previous} did not accept the verify token and was not set again; register it there.`,
    );
    await set('');
  }
};
