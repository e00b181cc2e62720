import { type INode, type JsonObject, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { HubError } from '../../core/src/hub-client/index.ts';
import { CentralitaError } from '../../core/src/model/codes.ts';
import { ChannelFault, Refusal } from './faults.ts';

/** One error as a person and a workflow read it. */
interface Told {
  readonly message: string;
  readonly nextStep: string;
  /** A code of Centralita, or `whatsapp_…` with the platform's number. */
  readonly code: string;
  readonly details?: string;
  readonly providerCode?: number;
  readonly httpCode?: string;
}

const fromChannel = ({ fault }: ChannelFault): Told => ({
  message: fault.providerCode ? `${fault.message} (WhatsApp error ${fault.providerCode})` : fault.message,
  nextStep: fault.nextStep,
  code: fault.providerCode ? `whatsapp_${fault.providerCode}` : fault.kind,
  ...(fault.details ? { details: fault.details } : {}),
  ...(fault.providerCode ? { providerCode: fault.providerCode } : {}),
  ...(fault.httpStatus ? { httpCode: String(fault.httpStatus) } : {}),
});

const fromHub = ({ problem, message }: HubError): Told => ({
  message,
  nextStep: problem.nextStep,
  code: problem.code,
  httpCode: String(problem.status),
});

const fromRefusal = ({ message, nextStep, code, providerCode }: Refusal): Told => ({
  message,
  nextStep,
  code,
  ...(providerCode ? { providerCode } : {}),
});

const fromCentralita = (error: CentralitaError): Told => ({
  message: error.message,
  nextStep: error.nextStep,
  code: error.code,
});

/** No answer at all: only a hub's calls end here, the Cloud API's are told by the channel. */
const fromNetwork = (error: unknown): Told | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code !== 'string' || !/^(E[A-Z_]+|UND_ERR_\w+|CERT_\w+|DEPTH_\w+)$/.test(code)) return undefined;
  return {
    message: `The hub does not answer (${code})`,
    nextStep:
      'Check that the hub is running and that this n8n reaches the URL in the credential. What was sent with this run may be tried again: the hub sends it once.',
    code: 'hub_unreachable',
  };
};

const tell = (error: unknown): Told | undefined => {
  if (error instanceof ChannelFault) return fromChannel(error);
  if (error instanceof HubError) return fromHub(error);
  if (error instanceof Refusal) return fromRefusal(error);
  if (error instanceof CentralitaError) return fromCentralita(error);
  return fromNetwork(error);
};

/** What of a failure goes on the item with continue-on-fail. n8n takes an item with just these for an error. */
export interface ItemFailure {
  readonly error: string;
  readonly details: {
    readonly code: string;
    readonly nextStep?: string;
    readonly providerCode?: number;
    /** The platform's own explanation. */
    readonly explanation?: string;
  };
}

export const itemFailure = (error: unknown): ItemFailure => {
  const told = tell(error);
  if (!told)
    return { error: error instanceof Error ? error.message : 'Unknown error', details: { code: 'error' } };
  const { message, code, nextStep, details, providerCode } = told;
  return {
    error: message,
    details: {
      code,
      nextStep,
      ...(providerCode ? { providerCode } : {}),
      ...(details ? { explanation: details } : {}),
    },
  };
};

/** Causes n8n knows by name, so that it can say more than the words. */
const failureOf = (error: unknown): { cause: 'credential-invalid' | 'rate-limited' } | undefined => {
  const kind = error instanceof ChannelFault ? error.fault.kind : undefined;
  const code = error instanceof HubError ? error.problem.code : undefined;
  if (kind === 'auth' || code === 'unauthenticated') return { cause: 'credential-invalid' };
  return kind === 'rate_limited' || code === 'too_many_requests' ? { cause: 'rate-limited' } : undefined;
};

/** The error n8n shows: what it means as message, what to do as description. */
export const toNodeError = (
  node: INode,
  error: unknown,
  itemIndex?: number,
): NodeApiError | NodeOperationError => {
  if (error instanceof NodeOperationError || error instanceof NodeApiError) {
    if (itemIndex !== undefined && error.context.itemIndex === undefined) error.context.itemIndex = itemIndex;
    return error;
  }
  const told = tell(error);
  if (!told) return new NodeOperationError(node, error as Error, { itemIndex });
  const { message, details, nextStep, httpCode, code } = told;
  const description = [details, nextStep].filter(Boolean).join(' ');
  if (error instanceof CentralitaError)
    return new NodeOperationError(node, message, { description, itemIndex });
  const failure = failureOf(error);
  const body = { message, reason: code } as JsonObject;
  const made = new NodeApiError(node, body, {
    message,
    description,
    httpCode,
    itemIndex,
    ...(failure ? { failure } : {}),
  });
  // n8n puts words of its own in the place of those that name ECONNREFUSED and the like.
  made.message = message;
  return made;
};
