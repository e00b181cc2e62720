import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { yamlOf } from './yaml.client.ts';

it('writes what YAML reads back', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
  fc.assert(
    fc.property(json, (value) => {
      expect(parse(yamlOf(value))).toEqual(value);
    }),
    { numRuns: 500 },
  );
  const tricky = [
    'no',
    'Yes',
    ' a',
    'a: b',
    '#x',
    '- y',
    '1',
    '1e3',
    '~',
    'null',
    'día',
    "it's",
    'a\nb',
    '',
    '*',
    'a{1,3}',
    '0x1f',
    '12:30',
  ];
  expect(parse(yamlOf({ tricky, deep: [{ tricky }, [tricky]] }))).toEqual({
    tricky,
    deep: [{ tricky }, [tricky]],
  });
});

it('writes rules as people would', () => {
  const rules = [
    {
      id: 'support',
      when: { text: { words: ['error', 'no funciona'] }, kind: ['text'] },
      to: { team: 'support' },
    },
    { id: 'rest', to: { slackChannel: '#sales' }, disabled: true },
  ];
  expect(yamlOf({ routing: { rules, otherwise: { team: 'sales' } } })).toBe(`routing:
  rules:
    - id: support
      when:
        text:
          words: [error, no funciona]
        kind: [text]
      to:
        team: support
    - id: rest
      to:
        slackChannel: "#sales"
      disabled: true
  otherwise:
    team: sales`);
});
