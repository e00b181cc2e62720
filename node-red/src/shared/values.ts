import type { Message, Red, RedNode } from '../red.ts';
import { NodeFailure } from './failure.ts';

/** A field of a node: a text with the type the editor's typed input gave it. */
export interface Typed {
  readonly value: string | undefined;
  readonly type: string | undefined;
}

/** What a field stands for, with this message. A faulty expression is told by the name of the field. */
export const evaluate = (
  red: Red,
  node: RedNode,
  message: Message,
  { value, type }: Typed,
  field: string,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const wrong = (error: unknown) =>
      reject(
        new NodeFailure('invalid_request', {
          field,
          details: `${field}: ${reasonOf(error)}`,
          outcome: 'not-sent',
        }),
      );
    if (value === undefined || (value === '' && type !== 'str')) return resolve(undefined);
    try {
      red.util.evaluateNodeProperty(value, type || 'str', node, message, (error: unknown, result: unknown) =>
        error ? wrong(error) : resolve(result),
      );
    } catch (error) {
      wrong(error);
    }
  });

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, 200) : 'the expression is not valid';

/** Text of what may be a number; undefined for nothing. Objects are refused, they would read `[object Object]`. */
export const textFrom = (value: unknown, field: string): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const details = `${field} must be text, and is ${Array.isArray(value) ? 'a list' : typeof value}`;
  throw new NodeFailure('invalid_request', { field, details, outcome: 'not-sent' });
};
