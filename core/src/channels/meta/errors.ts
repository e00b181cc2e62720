import type { Language } from '../../model/codes.ts';
import type { ProviderErrorItem } from '../../model/message.ts';
import type { ChannelError, ErrorClass, ErrorKind } from '../channel.ts';
import { type GraphErrorBody, readErrorBody } from './error-body.ts';
import { type ErrorEntry, type ErrorWords, findError } from './error-table.ts';
import { wholeNumberOf } from './guards.ts';
import { redact } from './redact.ts';
import { parseRetryAfter } from './retry-after.ts';

const unlisted: Record<'refused' | 'lost' | 'transient' | 'throttled', Record<Language, ErrorWords>> = {
  refused: {
    en: {
      title: 'WhatsApp refused this',
      nextStep: 'Read the details; look the number up in Meta’s list of error codes.',
    },
    es: {
      title: 'WhatsApp lo rechazó',
      nextStep: 'Lea los detalles; busque el número en la lista de códigos de error de Meta.',
    },
  },
  lost: {
    en: {
      title: 'WhatsApp gave no usable answer',
      nextStep: 'Wait for a status. Ask the customer before you send it again.',
    },
    es: {
      title: 'WhatsApp no dio una respuesta útil',
      nextStep: 'Espere un estado. Pregunte al cliente antes de repetir el envío.',
    },
  },
  transient: {
    en: {
      title: 'WhatsApp had a short fault',
      nextStep: 'Wait for a status. Ask the customer before you send it again.',
    },
    es: {
      title: 'WhatsApp tuvo un fallo pasajero',
      nextStep: 'Espere un estado. Pregunte al cliente antes de repetir el envío.',
    },
  },
  throttled: {
    en: { title: 'Too many requests', nextStep: 'Wait some minutes, then do it again.' },
    es: { title: 'Demasiadas peticiones', nextStep: 'Espere unos minutos y repítalo.' },
  },
};

interface Verdict {
  readonly class: ErrorClass;
  readonly kind: ErrorKind;
  readonly words: ErrorWords;
  readonly entry?: ErrorEntry;
}

function judge(body: GraphErrorBody, httpStatus: number): Verdict {
  const entry = body.code === undefined ? undefined : findError(body.code, body.subcode);
  const refused = httpStatus >= 400 && httpStatus < 500;
  // Rate limits and the answers about window and consent are refusals whatever `is_transient` says.
  const mayPass = !entry || entry.class === 'never-retry' || entry.class === 'fix-config';
  if (body.transient && mayPass)
    return { class: 'reconcile', kind: 'provider_down', words: unlisted.transient.en };
  if (entry) return { class: entry.class, kind: entry.kind, words: entry.en, entry };
  if (refused) return { class: 'never-retry', kind: 'unknown', words: unlisted.refused.en };
  return {
    class: 'reconcile',
    kind: httpStatus >= 500 ? 'provider_down' : 'unknown',
    words: unlisted.lost.en,
  };
}

/** No JSON error in the body. Only 429 says by itself that nothing was done; it is not resent either. */
const judgeUnreadable = (httpStatus: number): Verdict =>
  httpStatus === 429
    ? { class: 'retry-later', kind: 'rate_limited', words: unlisted.throttled.en }
    : { class: 'reconcile', kind: httpStatus >= 500 ? 'provider_down' : 'unknown', words: unlisted.lost.en };

const longer = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);

/** Leaves out what is undefined, so that results compare and store as plain JSON. */
const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;

/**
 * An answer of the Graph API that is not a success, classified. Never throws and never holds a token or an
 * address. An unknown code is `never-retry` with 4xx and `reconcile` with 5xx; so is a body without a
 * readable error. `retryAfter` is the header as it came; for its date form `now` (milliseconds) is needed.
 * `secret` is taken out of what is quoted.
 */
export function mapGraphError(
  httpStatus: number,
  bodyText: string,
  retryAfter?: string | null,
  options: { readonly now?: number; readonly secret?: string } = {},
): ChannelError {
  const body = readErrorBody(bodyText, options.secret);
  const verdict = body ? judge(body, httpStatus) : judgeUnreadable(httpStatus);
  return present<ChannelError>({
    class: verdict.class,
    kind: verdict.kind,
    providerCode: body?.code,
    providerSubcode: body?.subcode,
    httpStatus,
    message: verdict.words.title,
    nextStep: verdict.words.nextStep,
    details: body?.details || undefined,
    retryAfterMs: longer(parseRetryAfter(retryAfter, options.now), verdict.entry?.waitMs),
    traceId: body?.traceId,
    pauses: verdict.entry?.pauses,
  });
}

/** An error of a status webhook, classified. An unknown code is `never-retry`: a failed status is final. */
export function mapStatusError(item: ProviderErrorItem): ChannelError {
  const code = wholeNumberOf(item?.code);
  const entry = code === undefined ? undefined : findError(code);
  const words = entry?.en ?? unlisted.refused.en;
  const said = [item?.details, item?.message, item?.title].find(
    (text) => typeof text === 'string' && text !== '',
  );
  return present<ChannelError>({
    class: entry?.class ?? 'never-retry',
    kind: entry?.kind ?? 'unknown',
    providerCode: code,
    message: words.title,
    nextStep: words.nextStep,
    details: said === undefined ? undefined : redact(said),
    retryAfterMs: entry?.waitMs,
    pauses: entry?.pauses,
  });
}

/** What an error number means and what to do, in plain words; general words for one that is not known. */
export const describeProviderError = (
  code: number | undefined,
  language: Language = 'en',
  subcode?: number,
): ErrorWords =>
  (code === undefined ? undefined : findError(code, subcode)?.[language]) ?? unlisted.refused[language];

/**
 * Whether a message refused with this error may be sent again without asking anybody: only for the codes
 * that Meta gives before it has looked at the message (4, 80007, 130429, 131056, 131057, 2494100).
 */
export const resendAllowed = (error: ChannelError): boolean =>
  error.class === 'retry-later' &&
  error.providerCode !== undefined &&
  findError(error.providerCode, error.providerSubcode)?.resend === true;
