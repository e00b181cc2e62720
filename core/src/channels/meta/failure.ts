import { fieldOf } from './guards.ts';

/** Codes of failures before the first byte of a request could leave: name, connection, certificate. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
]);

export interface Failure {
  readonly state: 'not-sent' | 'unknown';
  /** In words, without addresses and without what the network library said. */
  readonly reason: string;
}

/** The error and what caused it, the outermost first. */
function chain(error: unknown): unknown[] {
  const links: unknown[] = [];
  for (
    let link = error;
    link !== undefined && link !== null && links.length < 6;
    link = fieldOf(link, 'cause')
  ) {
    links.push(link);
  }
  return links;
}

function leftNothing(error: unknown): boolean {
  const attempts = fieldOf(error, 'errors');
  if (Array.isArray(attempts) && attempts.length > 0) return attempts.every(leftNothing);
  const code = fieldOf(error, 'code');
  return (
    (typeof code === 'string' && (beforeSending.has(code) || code.startsWith('CERT_'))) ||
    fieldOf(error, 'syscall') === 'connect' ||
    fieldOf(error, 'message') === 'bad port'
  );
}

const codeOf = (links: readonly unknown[]): string => {
  const code = links.map((link) => fieldOf(link, 'code')).find((value) => typeof value === 'string');
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : '';
};

/**
 * What a rejected `fetch` means for the request: `not-sent` only when it is certain that no byte left,
 * otherwise `unknown`. `aborted`: the signal had fired by then.
 */
export function classifyFailure(error: unknown, aborted: boolean): Failure {
  const links = chain(error);
  const code = codeOf(links);
  if (links.some(leftNothing)) return { state: 'not-sent', reason: `No connection to WhatsApp${code}` };
  if (aborted) return { state: 'unknown', reason: 'No answer within the time allowed' };
  return { state: 'unknown', reason: `The connection broke before the answer${code}` };
}
