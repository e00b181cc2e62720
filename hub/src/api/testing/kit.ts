import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '@centralita/core/hub-client';
import { createHealth } from '../../ops/health.ts';
import { createLog } from '../../ops/log.ts';
import { createMetrics } from '../../ops/metrics.ts';
import { openStore } from '../../store/index.ts';
import { createKeys } from '../../store/keys.ts';
import { createSessions } from '../../store/sessions.ts';
import { type ApiOptions, createApi } from '../index.ts';
import { fakeServices } from './fake-services.ts';

/** An API over fake services, with real keys and sessions in a real store. */
export const createKit = (options: Partial<ApiOptions> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-api-'));
  const store = openStore(folder);
  const keys = createKeys(store, { masterKey: 'm'.repeat(32) });
  const sessions = createSessions(store);
  const services = fakeServices();
  const health = createHealth();
  const lines: string[] = [];
  const api = createApi({
    services,
    keys,
    sessions,
    demo: false,
    masking: { on: () => false, isContact: () => false },
    log: createLog({ level: 'debug', write: (line) => void lines.push(line) }),
    metrics: createMetrics(),
    health,
    version: '0.0.0-test',
    ...options,
  });
  const request = (path: string, init: RequestInit & { readonly key?: string } = {}): Request => {
    const { key, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
    if (rest.body !== undefined && !headers.has('content-type'))
      headers.set('content-type', 'application/json');
    return new Request(`http://localhost:3000${path}`, { ...rest, headers });
  };
  return {
    api,
    keys,
    sessions,
    services,
    health,
    lines,
    request,
    fetch: (path: string, init?: RequestInit & { readonly key?: string }): Promise<Response> =>
      api.fetch(request(path, init), { address: '192.0.2.1' }),
    newKey: async (scopes: readonly Scope[], accounts?: readonly string[]): Promise<string> =>
      (await keys.create({ name: 'test', scopes, ...(accounts ? { accounts } : {}) })).text,
    close: async () => {
      api.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
};

export type Kit = ReturnType<typeof createKit>;

/** A problem's status and body. */
export const problemIn = async (answer: Response) => ({
  status: answer.status,
  mediaType: answer.headers.get('content-type'),
  ...((await answer.json()) as { code: string; detail?: string; field?: string; nextStep: string }),
});
