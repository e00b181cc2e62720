import type { IDataObject } from 'n8n-workflow';
import type { HubClient } from '../../../core/src/hub-client/types.ts';
import type { Message } from '../../../core/src/model/message.ts';
import { Refusal, refuse } from '../../shared/faults.ts';

const failed = new Set<Message['state']>(['refused', 'failed', 'uncertain']);
const underWay = new Set<Message['state']>(['queued', 'sending']);

/**
 * The message as the hub keeps it; what did not reach WhatsApp is an error with the hub's words. One that is still on
 * its way after `wait` seconds is no error, since the hub will send it, but says in `waiting` what it waits for.
 */
export const outcomeOf = async (hub: HubClient, message: Message, wait: number): Promise<IDataObject> => {
  if (failed.has(message.state)) throw failureOf(message);
  const told = { ...message } as unknown as IDataObject;
  return wait > 0 && underWay.has(message.state)
    ? { ...told, waiting: await waitingFor(hub, message, wait) }
    : told;
};

const failureOf = ({ state, error }: Message): Refusal => {
  if (!error) return refuse(state === 'uncertain' ? 'send_uncertain' : 'provider_rejected');
  const number = error.providerCode ? ` (WhatsApp error ${error.providerCode})` : '';
  return new Refusal(error.message + number, error.code, error.nextStep, error.providerCode);
};

const waitingFor = async (hub: HubClient, message: Message, wait: number): Promise<IDataObject> => {
  const accounts = await hub.accounts().catch(() => []);
  const account = accounts.find(({ id }) => id === message.channelAccountId);
  if (account?.paused)
    return {
      code: 'account_paused',
      message: `The hub keeps the message: sending from ${account.name ?? account.displayPhone ?? account.id} is paused: ${account.paused}`,
      nextStep: 'Mend that in the hub, then resume the account: the message goes out then.',
    };
  return {
    message: `WhatsApp has not taken the message within ${wait} s; the hub goes on trying for a day.`,
    nextStep: 'Look again with Get a Message, or start a workflow on Message Status, failed and refused.',
  };
};
