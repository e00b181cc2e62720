import { CentralitaError } from '@centralita/core/model';

/** Seconds of `Prefer: wait=N` (RFC 7240); undefined when nothing is preferred. Other preferences are let be. */
export const readWait = (request: Request): number | undefined => {
  const header = request.headers.get('prefer');
  const found = header === null ? undefined : /(?:^|[,;\s])wait\s*=\s*"?([^",;\s]*)/i.exec(header)?.[1];
  if (found === undefined) return undefined;
  const seconds = Number(found);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 60) return seconds;
  throw new CentralitaError('invalid_request', 'Prefer: wait takes whole seconds from 1 to 60', {
    field: 'Prefer',
  });
};

/** The `Idempotency-Key`, where there is one. */
export const readIdempotencyKey = (request: Request): string | undefined => {
  const key = request.headers.get('idempotency-key');
  if (key === null) return undefined;
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new CentralitaError('invalid_request', 'Idempotency-Key takes 1 to 255 printable ASCII characters', {
    field: 'Idempotency-Key',
  });
};
