import type { IDisplayOptions } from 'n8n-workflow';

/** Shown with these operations of a resource; with all of them when none is named. */
export const shown = (resource: string, ...operations: string[]): IDisplayOptions => ({
  show: { resource: [resource], ...(operations.length > 0 ? { operation: operations } : {}) },
});

/** The same, for one way of connecting only. */
export const shownFor = (
  connection: 'direct' | 'hub',
  resource: string,
  ...operations: string[]
): IDisplayOptions => ({
  show: {
    connection: [connection],
    resource: [resource],
    ...(operations.length > 0 ? { operation: operations } : {}),
  },
});
