import { randomBytes } from 'node:crypto';
import { newId } from '@centralita/core/model';
import { emit } from './ingress/emit.ts';
import type { Tables } from './store/tables.ts';

/** Something a person should look at. */
export interface HubProblem {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly nextStep?: string;
  readonly source: string;
}

/** Puts it into the event log, where the console and every subscriber sees it. Only inside a write. */
export const appendProblem = (tables: Tables, problem: HubProblem, now: number): void => {
  emit(
    tables,
    {
      id: newId('ev', now, randomBytes(10)),
      type: 'problem',
      timestamp: new Date(now).toISOString(),
      data: { problem },
    },
    {},
    now,
  );
};
