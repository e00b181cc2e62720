import type { StoredEvent } from '../store/log.ts';

interface Body {
  readonly id?: string;
  readonly data?: { readonly status?: unknown; readonly hub?: object };
}

const idStart = '{"id":"';
const statuses = new WeakMap<StoredEvent, string>();

/** The event's id without reading all of its JSON: the hub writes it first. */
export const eventIdOf = (event: Pick<StoredEvent, 'body'>): string => {
  const { body } = event;
  if (body.startsWith(idStart)) {
    const end = body.indexOf('"', idStart.length);
    if (end > 0) return body.slice(idStart.length, end);
  }
  return (JSON.parse(body) as Body).id ?? '';
};

/** `data.status`; read once however many subscriptions ask. */
export const statusOf = (event: StoredEvent): string => {
  let status = statuses.get(event);
  if (status === undefined) {
    const found = (JSON.parse(event.body) as Body).data?.status;
    status = typeof found === 'string' ? found : '';
    statuses.set(event, status);
  }
  return status;
};

/** The event's JSON as a redriven one has it. */
export const redrivenBody = (body: string): string => {
  const event = JSON.parse(body) as Body;
  return JSON.stringify({
    ...event,
    data: { ...event.data, hub: { ...event.data?.hub, redriven: true } },
  });
};
