/// <reference lib="dom" />

/** Why a request was refused: problem details of the hub, or what the sandbox says, in one shape. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly nextStep: string;

  constructor(status: number, body: Record<string, unknown>) {
    const inner = (body.error ?? body) as Record<string, unknown>;
    const title = String(inner.title ?? inner.message ?? `HTTP ${status}`);
    super(title);
    this.status = status;
    this.code = String(inner.code ?? '');
    this.title = title;
    this.detail = String(inner.detail ?? '');
    this.nextStep = String(inner.nextStep ?? '');
  }
}

export const call = async <T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> => {
  const response = await fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = text ? JSON.parse(text) : undefined;
  } catch {
    parsed = undefined;
  }
  if (!response.ok) {
    if (response.status === 401 && location.pathname !== '/sign-in') location.assign('/sign-in');
    throw new Refused(response.status, (parsed ?? {}) as Record<string, unknown>);
  }
  return parsed as T;
};

export const get = <T>(path: string): Promise<T> => call<T>('GET', path);
