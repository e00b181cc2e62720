import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { mapStatusError } from '../../core/src/channels/meta/index.ts';
import type { Event } from '../../core/src/model/events.ts';

/** The item of an event, with the platform's own words for it last: they are long, and rarely what one looks for. */
export const itemOf = (event: Event): INodeExecutionData => {
  const { data, ...head } = event;
  const { raw, ...told } = data as unknown as IDataObject;
  const failure = failureOf(event);
  return {
    json: {
      ...head,
      ...(failure ? { failure } : {}),
      data: { ...told, ...(raw === undefined ? {} : { raw }) },
    },
  };
};

/** Why a message failed, in words: the hub's, or what the platform's number means. */
const failureOf = (event: Event): IDataObject | undefined => {
  if (event.type !== 'message.status') return undefined;
  const { errors = [], hub } = event.data;
  if (hub?.failure) return { ...hub.failure };
  const [error] = errors;
  if (!error) return undefined;
  const { message, nextStep, details, providerCode } = mapStatusError(error);
  return { message, nextStep, ...(details ? { details } : {}), ...(providerCode ? { providerCode } : {}) };
};
