import { CentralitaError } from '@centralita/core/model';
import type { EventLog } from '../store/log.ts';

/** The `seq` a cursor stands for. Throws what a caller is to be told. */
export const parseCursor = (text: string, log: EventLog, field = 'after'): number => {
  const seq = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(seq)) {
    throw new CentralitaError('invalid_request', `"${text.slice(0, 40)}" is no cursor of this hub`, {
      field,
    });
  }
  if (seq > log.head) {
    throw new CentralitaError(
      'invalid_request',
      `the cursor ${seq} is ahead of the log, whose newest event is ${log.head}: it comes from another hub or another data folder`,
      { field },
    );
  }
  refuseExpired(seq, log, field);
  return seq;
};

/** Throws `cursor_expired` when events after `seq` are gone. */
export const refuseExpired = (seq: number, log: EventLog, field = 'after'): void => {
  const oldest = log.first - 1;
  if (seq >= oldest) return;
  throw new CentralitaError(
    'cursor_expired',
    `the events between ${seq} and ${oldest} are no longer kept; go on from the cursor ${oldest}`,
    { field },
  );
};
