import { userIdPattern } from '../people/people.ts';
import type { Person } from '../state.ts';
import type { World } from '../world.ts';
import { ControlProblem } from './error.ts';

/** Digits with the country code, or a user id; how people write numbers is forgiven. */
export const addressOf = (value: unknown): string | undefined => {
  const address = String(value ?? '').replace(/^\+|[\s()-]/g, '');
  return /^[1-9]\d{6,14}$/.test(address) || userIdPattern.test(address) ? address : undefined;
};

/** Whoever a body names under `key`, made up when new. */
export const somebody = (world: World, value: unknown, key: string): Person => {
  const address = addressOf(value);
  if (address) return world.people.ensure(address);
  throw new ControlProblem(
    400,
    `"${key}": ${JSON.stringify(value) ?? 'nothing'} is neither a phone number nor a user id.`,
    'Take digits with the country code (34600111222), or an id such as ES.100000000000000001.',
  );
};
