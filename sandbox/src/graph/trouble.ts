import type { Occasion } from '../faults/faults.ts';
import type { FaultRule } from '../faults/types.ts';
import type { Connection } from '../types.ts';
import type { World } from '../world.ts';
import { GraphError } from './error.ts';
import { malformedAnswer } from './malformed.ts';
import { expiredToken } from './tokens.ts';

const longMs = 60_000;

/** What `handle` rejects with when a fault cuts a connection that nobody handed over. */
export class ConnectionCut extends TypeError {
  override name = 'ConnectionCut';
  readonly code = 'ECONNRESET';
  constructor() {
    super('fetch failed: the sandbox cut the connection, as a fault told it to');
  }
}

const before = ['token_expired', 'send_error', 'rate_limited', 'timeout_before_accept'] as const;
const either = ['server_error', 'reset', 'malformed_answer'] as const;
const after = ['timeout_after_accept', 'slow'] as const;

/** Answers a call as the rules want it: refused, lost on the way, or done and the answer lost. */
export const withTrouble = async (
  { faults, clock }: Pick<World, 'faults' | 'clock'>,
  occasion: Occasion,
  request: Request,
  connection: Connection | undefined,
  run: () => Promise<Response> | Response,
): Promise<Response> => {
  const rule = faults.any ? faults.take([...before, ...either, ...after], occasion) : undefined;
  if (!rule) return run();
  switch (rule.kind) {
    case 'token_expired':
      throw expiredToken(clock.now());
    case 'send_error':
      throw new GraphError(rule.code, rule.details, { http: rule.httpStatus, subcode: rule.subcode });
    case 'rate_limited':
      throw tooFast(rule);
    case 'server_error':
      if (rule.accepted) await run();
      throw new GraphError(rule.code ?? 131000, undefined, { http: rule.httpStatus ?? 500, transient: true });
    case 'malformed_answer':
      return malformedAnswer(rule.form ?? 'html', rule.accepted === false ? undefined : await run());
    case 'slow': {
      const response = await run();
      await wait(rule.ms);
      return response;
    }
    case 'timeout_before_accept':
      await wait(rule.ms ?? longMs, request.signal);
      return cut(connection);
    case 'timeout_after_accept':
      await run();
      await wait(rule.ms ?? longMs, request.signal);
      return cut(connection);
    case 'reset':
      if (rule.accepted) await run();
      return cut(connection);
  }
};

const tooFast = (rule: Extract<FaultRule, { kind: 'rate_limited' }>) =>
  new GraphError(rule.code ?? 130429, 'Wait and try again.', {
    http: rule.httpStatus ?? 429,
    headers: { 'retry-after': String(rule.retryAfterSeconds ?? 1) },
  });

const cut = (connection: Connection | undefined): Response => {
  if (!connection) throw new ConnectionCut();
  connection.cut();
  return new Response(null, { status: 499 });
};

/** Real time; ends early when the other side gives up. Keeps no process alive. */
const wait = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    timer.unref();
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
