import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Team, teamId, type User, userId } from '../model/index.ts';
import { chooseAssignee, escalationOf, settleTarget } from './assignment.ts';
import type { Assignment } from './types.ts';

const members = ['ana', 'ben', 'eva'];
const load = (counts: Record<string, number>) => new Map(Object.entries(counts));

describe('chooseAssignee', () => {
  it.each<[Assignment, Parameters<typeof chooseAssignee>[2], string | undefined]>([
    ['nobody', {}, undefined],
    ['round_robin', {}, 'ana'],
    ['round_robin', { lastAssigned: 'ana' }, 'ben'],
    ['round_robin', { lastAssigned: 'eva' }, 'ana'],
    ['round_robin', { lastAssigned: 'ana', away: new Set(['ben']) }, 'eva'],
    ['round_robin', { lastAssigned: 'gone' }, 'ana'],
    ['round_robin', { away: new Set(members) }, undefined],
    ['least_busy', { load: load({ ana: 3, ben: 1, eva: 2 }) }, 'ben'],
    ['least_busy', { load: load({ ana: 1 }), lastAssigned: 'ben' }, 'eva'],
    [
      'least_busy',
      { load: load({ ben: 0, ana: 2, eva: 2 }), away: new Set(['ben']), lastAssigned: 'ana' },
      'eva',
    ],
    ['least_busy', { away: new Set(members) }, undefined],
    ['last_agent', { lastAgent: 'eva', load: load({ eva: 99 }) }, 'eva'],
    ['last_agent', { lastAgent: 'eva', away: new Set(['eva']), load: load({ ana: 1 }) }, 'ben'],
    ['last_agent', { lastAgent: 'gone' }, 'ana'],
  ])('%s with %j: %s', (assign, state, expected) => {
    expect(chooseAssignee(assign, members, state)).toBe(expected);
  });

  it('chooses nobody of an empty team', () => {
    for (const assign of ['nobody', 'round_robin', 'least_busy', 'last_agent'] as const) {
      expect(chooseAssignee(assign, [], { lastAgent: 'ana' })).toBeUndefined();
    }
  });

  it('gives everybody of a team the same, by turns and by load', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom<Assignment>('round_robin', 'least_busy'),
        (size, count, assign) => {
          const team = Array.from({ length: size }, (_, index) => `user${index}`);
          const given = new Map<string, number>();
          let lastAssigned: string | undefined;
          for (let index = 0; index < count; index += 1) {
            lastAssigned = chooseAssignee(assign, team, {
              load: given,
              ...(lastAssigned ? { lastAssigned } : {}),
            });
            given.set(lastAssigned as string, (given.get(lastAssigned as string) ?? 0) + 1);
          }
          const counts = team.map((member) => given.get(member) ?? 0);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('gives nothing to who is away', () => {
    fc.assert(
      fc.property(
        fc.subarray(members),
        fc.constantFrom(...members),
        fc.constantFrom<Assignment>('round_robin', 'least_busy', 'last_agent'),
        (away, last, assign) => {
          const chosen = chooseAssignee(assign, members, {
            away: new Set(away),
            lastAssigned: last,
            lastAgent: last,
          });
          expect(chosen === undefined).toBe(away.length === members.length);
          expect(away).not.toContain(chosen);
        },
      ),
    );
  });
});

const team = (key: string, parent?: string): Team => ({
  id: teamId(key),
  key,
  name: key,
  members: [],
  ...(parent ? { parentId: teamId(parent) } : {}),
});

describe('escalationOf', () => {
  it('goes from parent to parent, and never round', () => {
    const teams = [
      team('shop', 'city'),
      team('city', 'country'),
      team('country'),
      team('a', 'b'),
      team('b', 'a'),
      team('lost', 'none'),
    ];
    const chain = (key: string) =>
      escalationOf(teams, teams.find((each) => each.key === key) as Team).map((each) => each.key);
    expect(chain('shop')).toEqual(['city', 'country']);
    expect(chain('country')).toEqual([]);
    expect(chain('a')).toEqual(['b']);
    expect(chain('lost')).toEqual([]);
  });
});

describe('settleTarget', () => {
  const ana: User = {
    id: userId('ana'),
    key: 'ana',
    name: 'Ana García',
    role: 'agent',
    email: 'ana@example.com',
    hubspotOwnerId: '77',
  };

  it.each([['ana'], [userId('ana')], ['ANA@example.com'], ['ana garcia'], ['77'], [77]])(
    'finds the owner by %p',
    (owner) => {
      expect(settleTarget({ owner: true }, { owner }, [ana])).toEqual({ user: 'ana' });
    },
  );

  it.each([[undefined], [''], ['eva'], [null], [{}]])(
    'takes what the target says otherwise when the owner is %p',
    (owner) => {
      const attributes = owner === undefined ? undefined : { owner };
      expect(settleTarget({ owner: true, otherwise: { team: 'sales' } }, attributes, [ana])).toEqual({
        team: 'sales',
      });
      expect(settleTarget({ owner: true }, attributes, [ana])).toBeUndefined();
    },
  );

  it('leaves every other target as it is', () => {
    for (const target of [{ team: 't' }, { user: 'u' }, { slackChannel: '#c' }, { output: 'o' }]) {
      expect(settleTarget(target, { owner: 'ana' }, [ana])).toBe(target);
    }
  });
});
