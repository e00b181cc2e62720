import { type ExtensionContext, inEnglish } from '@centralita/core/consumer';
import type { ContactId } from '@centralita/core/model';
import type { Backfill } from '../backfill/backfill.ts';
import type { Tables } from '../store/tables.ts';
import type { Retry } from '../sync/retry.ts';
import type { Sync } from '../sync/sync-contact.ts';

export interface AdminOptions {
  readonly context: ExtensionContext;
  readonly tables: Tables;
  readonly backfill: Backfill;
  readonly sync: Sync;
  readonly retry: Retry;
}

/** A ticket is good for a minute, for one method and path. */
const ticketMs = 60_000;

/**
 * For the command line beside a running hub. Nobody else can seal with the hub's key: a request carries its own method,
 * path and time, sealed.
 */
export const createAdmin = ({ context, tables, backfill, sync, retry }: AdminOptions) => {
  const isOurs = (request: Request, pathname: string): boolean => {
    const sealed = request.headers.get('x-centralita-sealed');
    if (!sealed) return false;
    try {
      const ticket = JSON.parse(context.unseal(sealed)) as { method?: string; path?: string; at?: number };
      const age = Math.abs(context.realNow() - Number(ticket.at ?? Number.NaN));
      return ticket.method === request.method && ticket.path === pathname && age <= ticketMs;
    } catch {
      return false;
    }
  };
  const begun = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => context.log.error('A HubSpot backfill ended', { reason: String(error) }));
  };

  const actions: Record<string, (body: Record<string, string>) => Promise<unknown>> = {
    'GET review': async () => ({
      reviews: await tables.reviews(),
      parked: (await tables.parked()).map(({ reason, nextStep, ...rest }) => ({
        ...rest,
        reason: inEnglish(reason),
        nextStep: inEnglish(nextStep),
      })),
    }),
    'POST review/choose': async ({ contactId = '', choice = '' }) => {
      const changed = await tables.store.write((tx) =>
        tx.run('update hubspot_review set choice = $1 where contact_id = $2', choice, contactId),
      );
      if (changed === 0) return { problem: `nobody called ${contactId} waits for a choice` };
      return sync.contact(contactId as ContactId, 'retry');
    },
    'POST review/dismiss': async ({ contactId = '' }) => {
      await tables.store.write((tx) => tx.run('delete from hubspot_review where contact_id = $1', contactId));
      return {};
    },
    'POST review/retry': () => retry.all(),
    'GET backfill': async () => ({ run: await backfill.current(), running: backfill.isRunning() }),
    'POST backfill/look': async () => {
      if (!backfill.isRunning()) begun(backfill.look());
      return {};
    },
    'POST backfill/start': async () => {
      if (!backfill.isRunning()) begun(backfill.start());
      return {};
    },
    'POST backfill/resume': async () => {
      if (!backfill.isRunning()) begun(backfill.resume());
      return {};
    },
    'POST backfill/stop': async () => {
      backfill.stop();
      return {};
    },
    'POST backfill/undo': async ({ run = '' }) => ({ archived: await backfill.undo(run) }),
  };

  return async (request: Request): Promise<Response | undefined> => {
    const { pathname } = new URL(request.url);
    const action = actions[`${request.method} ${pathname.split('/admin/')[1] ?? ''}`];
    if (!action) return undefined;
    if (!isOurs(request, pathname)) return new Response('sealed with another key\n', { status: 401 });
    const text = request.method === 'POST' ? await request.text() : '';
    return Response.json(
      (await action(text === '' ? {} : (JSON.parse(text) as Record<string, string>))) ?? {},
    );
  };
};
