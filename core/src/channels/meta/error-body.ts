import { fieldOf, isFields, parseJson, textOf, wholeNumberOf } from './guards.ts';
import { redact } from './redact.ts';

/** What Graph says in `error`; each part may be missing, texts are fit to be shown. */
export interface GraphErrorBody {
  readonly code?: number;
  readonly subcode?: number;
  readonly details?: string;
  readonly traceId?: string;
  readonly transient: boolean;
}

/** The error in an answer's body, or undefined when it is not JSON of that shape. */
export function readErrorBody(bodyText: string, secret?: string): GraphErrorBody | undefined {
  const error = fieldOf(parseJson(bodyText), 'error');
  if (!isFields(error)) return undefined;
  const details =
    textOf(fieldOf(error.error_data, 'details')) ?? textOf(error.error_user_msg) ?? textOf(error.message);
  const trace = textOf(error.fbtrace_id);
  return {
    code: wholeNumberOf(error.code),
    subcode: wholeNumberOf(error.error_subcode),
    details: details && redact(details, secret),
    traceId: trace && /^[\w+/=-]{1,64}$/.test(trace) && trace !== secret ? trace : undefined,
    transient: error.is_transient === true,
  };
}
