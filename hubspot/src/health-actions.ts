import { type Extension, type ExtensionHealth, saidWith } from '@centralita/core/consumer';
import type { ContactId } from '@centralita/core/model';
import type { Tables } from './store/tables.ts';
import type { Retry } from './sync/retry.ts';

type Action = NonNullable<ExtensionHealth['lines'][number]['action']>;

export const retryAll: Action = {
  id: 'retry',
  label: { en: 'Try all again', es: 'Reintentar todo' },
};
export const retryOne = (contactId: string): Action => ({
  id: `retry:${contactId}`,
  label: { en: 'Try again', es: 'Reintentar' },
});

/** The buttons of the health lines. */
export const createActions =
  (tables: Tables, retry: Retry): NonNullable<Extension['act']> =>
  async (id) => {
    if (id === retryAll.id) {
      const { retried, parked } = await retry.all();
      return {
        ok: parked === 0,
        detail: {
          en: `${retried} tried again, ${parked} still refused.`,
          es: `${retried} ${retried === 1 ? 'reintentado' : 'reintentados'}, ${parked} ${parked === 1 ? 'sigue rechazado' : 'siguen rechazados'}.`,
        },
      };
    }
    const contactId = id.startsWith('retry:') ? id.slice('retry:'.length) : '';
    const before = (await tables.parkedFor(contactId)).length;
    if (before === 0) return undefined;
    await retry.contact(contactId as ContactId);
    const [still] = await tables.parkedFor(contactId);
    return still
      ? {
          ok: false,
          detail: saidWith([still.reason], {
            en: (reason) => `Still refused: ${reason}`,
            es: (reason) => `Sigue rechazado: ${reason}`,
          }),
        }
      : { ok: true, detail: { en: 'HubSpot took it.', es: 'HubSpot lo aceptó.' } };
  };
