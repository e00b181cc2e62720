import type { Loose } from './published.ts';

/** Where the sandbox and Meta's schema of v23.0 disagree about a published request, and why the sandbox stands. */
export interface Difference {
  reason: string;
  sandbox: 'accepts' | 'refuses';
  /** What the sandbox answers when it refuses. */
  code?: number;
  applies(body: Loose): boolean;
}

const text = (body: Loose) => JSON.stringify(body);

export const differences: Difference[] = [
  {
    reason: 'recorded traffic has `to` as a number, and it was answered 200',
    sandbox: 'accepts',
    applies: ({ to }) => typeof to === 'number',
  },
  {
    reason:
      'recipient_type may be left out: the reference page says so, and half of the schema’s own examples do',
    sandbox: 'accepts',
    applies: ({ recipient_type, status }) => recipient_type === undefined && status === undefined,
  },
  {
    reason: 'the list of interactive types in the schema lacks documented ones',
    sandbox: 'accepts',
    applies: ({ interactive }) => ['cta_url', 'order_details', 'order_status'].includes(interactive?.type),
  },
  {
    reason:
      'coordinates are strings in the schema and numbers in its examples and in recordings: both are taken',
    sandbox: 'accepts',
    applies: ({ location }) => typeof location?.latitude === 'number',
  },
  {
    reason:
      'language.policy is optional in the documentation and in recorded traffic, required in the schema',
    sandbox: 'accepts',
    applies: ({ template }) => template?.name === 'hello_world' && template.language.policy === undefined,
  },
  {
    reason: 'an example with a placeholder for the link: not an address',
    sandbox: 'refuses',
    code: 131009,
    applies: (body) => /"link":"<?http\(s\)/.test(text(body)),
  },
];

/** Requests that neither takes, and the sandbox for a reason of its own. */
export const refusedByBoth: Omit<Difference, 'sandbox'>[] = [
  {
    reason: 'the template is one of another account',
    code: 132001,
    applies: ({ template }) => template !== undefined,
  },
  {
    reason: 'a placeholder stands for the language',
    code: 131009,
    applies: ({ template }) => template?.language.code === 'language-and-locale-code',
  },
  {
    reason: 'a placeholder stands for the type of the header',
    code: 100,
    applies: ({ interactive }) => interactive?.header?.type === '<HEADER_TYPE>',
  },
  {
    reason: 'the example has no type, so it counts as a text without text',
    code: 131008,
    applies: ({ type, interactive }) => type === undefined && interactive !== undefined,
  },
  {
    reason: 'five digits are no phone number; the recorded answer was an error too',
    code: 131009,
    applies: ({ to }) => to === 56789,
  },
];
