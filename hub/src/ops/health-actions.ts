import type { Extension } from '@centralita/core/consumer';
import type { ActionOutcome } from '@centralita/core/hub-client';
import { CentralitaError } from '@centralita/core/model';

export interface HealthActionsContext {
  readonly extensions: () => readonly Extension[];
  /** Lets a paused number send again. */
  readonly resume: (id: string) => Promise<void>;
}

/** Does what the lines of `createHealthLines` offer. */
export const createHealthActions =
  ({ extensions, resume }: HealthActionsContext) =>
  async (part: string, id: string): Promise<ActionOutcome> => {
    if (part === 'number') {
      await resume(id);
      return { ok: true, detail: { en: 'The number sends again.', es: 'El número vuelve a enviar.' } };
    }
    const extension = extensions().find(({ name }) => name === part);
    const outcome = await extension?.act?.(id);
    if (outcome) return outcome;
    throw new CentralitaError('not_found', `${part} offers no ${id}`, {
      field: extension ? 'action' : 'part',
    });
  };
