import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { parse } from '../../core/src/channels/meta/inbound.ts';
import { eventTypes } from '../../core/src/model/events.ts';
import { parseId } from '../../core/src/model/ids.ts';
import { foldState } from '../../core/src/model/message.ts';
import { type EventSchema, eventSchema, type Schema } from '../../scripts/schema/definitions.ts';
import { fieldsOf } from '../../scripts/schema/fields.ts';
import {
  examplesByName,
  generatedFiles,
  pages,
  schemaFolder,
  settingsSchema,
} from '../../scripts/schema/files.ts';
import { examples } from '../fixtures/events/index.ts';
import { metaFixtures } from '../fixtures/meta/index.ts';
import { read, root } from './files.ts';

const files = generatedFiles();
const schema = JSON.parse(files.get(`${schemaFolder}/event.schema.json`) ?? '') as EventSchema;

/** The schema with nothing allowed that it does not name: what the hub and the parser yield today. */
const closed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const all = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, closed(item)]));
  return all.type === 'object' && all.properties && !('additionalProperties' in all)
    ? { ...all, additionalProperties: false }
    : all;
};

// `allowUnionTypes` is not needed, `strictRequired` is: a required name that no property has is a slip.
const compile = (of: object): ValidateFunction =>
  new Ajv({ strict: true, strictRequired: true, strictTypes: true }).compile(of);
const accepts = compile(schema);

/** Of all the alternatives, what is wrong with the one that was meant. */
const byType = new Map<string, ValidateFunction>();
const exact = closed(schema) as EventSchema;
for (const [name, definition] of Object.entries(exact.definitions)) {
  const properties = definition.properties as { type?: Schema; data?: Schema } | undefined;
  if (typeof properties?.type?.const !== 'string' || !properties.data) continue;
  byType.set(
    properties.type.const,
    compile({ $ref: `#/definitions/${name}`, definitions: exact.definitions }),
  );
}
const faultsOf = (event: unknown): string[] => {
  const { type } = event as { type: string };
  const validate = byType.get(type);
  if (!validate) return [`the schema has no ${type}`];
  if (validate(event)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${type} ${instancePath} ${message}`);
};
const eventsIn = (body: string) => parse(Buffer.from(body), 1_795_000_000_000);

describe('what is generated', () => {
  it('is up to date (npm run schema)', () => {
    const stale = [...files].filter(([path, text]) => !existsSync(join(root, path)) || read(path) !== text);
    expect(stale.map(([path]) => path)).toEqual([]);
  });

  it('leaves nothing behind in docs/schema', () => {
    const there = readdirSync(join(root, schemaFolder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${schemaFolder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.json') && path !== `${schemaFolder}/${settingsSchema}`);
    const made = [...files.keys()].filter((path) => path.startsWith(schemaFolder));
    expect(there.sort()).toEqual(made.sort());
  });

  it('is the same twice', () => {
    expect(JSON.stringify(eventSchema())).toBe(JSON.stringify(schema));
  });
});

describe('the schema', () => {
  it('has every type, and each under a name', () => {
    expect([...byType.keys()].sort()).toEqual([...eventTypes].sort());
    expect(Object.keys(schema.definitions).filter((name) => !/^[A-Z]\w+$/.test(name))).toEqual([]);
    expect((schema.anyOf as Schema[]).every(({ $ref }) => typeof $ref === 'string')).toBe(true);
  });

  it('knows ids by their prefix', () => {
    const prefixes = {
      EventId: 'ev',
      MessageId: 'ms',
      ContactId: 'ct',
      ConversationId: 'cv',
      ChannelAccountId: 'ca',
      NoteId: 'nt',
      UserId: 'us',
      TeamId: 'tm',
    } as const;
    const ids = Object.keys(schema.definitions).filter(
      (name) => name.endsWith('Id') && name !== 'ProviderId',
    );
    expect(ids.sort()).toEqual(Object.keys(prefixes).sort());
    for (const [name, prefix] of Object.entries(prefixes)) {
      const { pattern } = schema.definitions[name] as { pattern: string };
      const near = fc.tuple(
        fc.constantFrom(`${prefix}_`, prefix, 'ev_', ''),
        fc.string({ unit: fc.constantFrom(...'09azAZ_.-é'), minLength: 12, maxLength: 70 }),
        fc.constantFrom('', '0123456789abcdef'),
      );
      fc.assert(
        fc.property(near, ([start, middle, end]) => {
          const text = start + middle + end;
          return new RegExp(pattern, 'u').test(text) === (parseId(prefix, text) !== undefined);
        }),
        { numRuns: 50 },
      );
      expect(new RegExp(pattern, 'u').test(`${prefix}_0123456789abcdef`)).toBe(true);
    }
  });

  it.each([...examplesByName])('accepts the example %s, which has no field it does not name', (_, event) => {
    const sent = JSON.parse(JSON.stringify(event));
    expect(faultsOf(sent)).toEqual([]);
    expect(accepts(sent)).toBe(true);
  });

  it('has an example for every type, under its own', () => {
    for (const type of eventTypes) expect(examples[type].type).toBe(type);
    for (const [name, event] of examplesByName) expect(name.replace('hub/', '')).toBe(event.type);
    const ids = [...examplesByName.values()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('accepts every event that the parser reads from the fixtures', () => {
    const faults = metaFixtures.flatMap(([name, body]) =>
      eventsIn(body)
        .flatMap(faultsOf)
        .map((fault) => `${name}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  const change = (type: keyof typeof examples, edit: (event: Record<string, never>) => void) => {
    const event = structuredClone(examples[type]) as never;
    edit(event);
    return event;
  };
  type Loose = {
    id: unknown;
    type: unknown;
    timestamp: unknown;
    data: Record<string, Record<string, unknown>>;
  };
  it.each<[string, (event: Loose) => void]>([
    ['an unknown type', (event) => Object.assign(event, { type: 'message.recieved' })],
    ['another type than its data', (event) => Object.assign(event, { type: 'note.added' })],
    ['no type', (event) => Object.assign(event, { type: undefined })],
    ['an id of something else', (event) => Object.assign(event, { id: 'ms_0123456789abcdef' })],
    ['a number for a time', (event) => Object.assign(event, { timestamp: 1_790_000_000_000 })],
    ['no data', (event) => Object.assign(event, { data: null })],
    ['no contact', (event) => Object.assign(event.data, { contact: undefined })],
    ['an unknown provider', (event) => Object.assign(event.data, { provider: 'smoke' })],
    [
      'text that is a number',
      (event) => Object.assign(event.data.message ?? {}, { content: { kind: 'text', text: 7 } }),
    ],
    [
      'an unknown kind',
      (event) => Object.assign(event.data.message ?? {}, { content: { kind: 'texts', text: 'x' } }),
    ],
    ['an unknown state', (event) => Object.assign(event.data.hub ?? {}, { status: 'seen' })],
    [
      'a contact id that is a phone number',
      (event) => Object.assign(event.data.hub ?? {}, { contactId: '34600111222' }),
    ],
  ])('refuses %s', (_, edit) => {
    const event = change('message.received', edit as never);
    expect(accepts(JSON.parse(JSON.stringify(event)))).toBe(false);
  });

  it('lets a newer hub add fields', () => {
    const event = structuredClone(examples['message.received']) as unknown as Loose;
    Object.assign(event, { later: 1 });
    Object.assign(event.data, { later: { x: 1 } });
    expect(accepts(event)).toBe(true);
  });
});

const corpus = join(root, '../shared/corpus/whatsapp');
const present = existsSync(join(corpus, 'MANIFEST.json'));
if (!present)
  process.stdout.write('No corpus at ../shared/corpus: skipping the schema over published payloads.\n');

(present ? it : it.skip)('the schema accepts every event of the published payloads', () => {
  const bodies = ['webhooks', 'webhook-values'].flatMap((kind) =>
    readdirSync(join(corpus, kind), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => {
        const text = readFileSync(join(corpus, kind, name), 'utf8');
        // A value on its own is put into the envelope it came out of.
        return [name, kind === 'webhooks' ? text : `{"entry":[{"id":"1","changes":[${text}]}]}`] as const;
      }),
  );
  const faults = bodies.flatMap(([name, body]) =>
    eventsIn(body)
      .flatMap(faultsOf)
      .map((fault) => `${name}: ${fault}`),
  );
  expect(bodies.length).toBeGreaterThan(0);
  expect(faults).toEqual([]);
});

describe.each(pages.filter((page) => page.endsWith('/events.md')))('%s', (page) => {
  const [head = '', ...sections] = read(page).split(/^### (?=[a-z]+(?:\.[a-z]+)?$)/m);
  const byName = new Map(sections.map((section) => [section.slice(0, section.indexOf('\n')), section]));
  const examplesOn = (text: string) =>
    [...text.matchAll(/^<!-- example: (\S+) -->$/gm)].map(([, name]) => name);

  it('has a section for every type, in the order of the model', () => {
    expect([...byName.keys()]).toEqual([...eventTypes]);
  });

  it.each(eventTypes)('lists the fields of %s and shows its examples', (type) => {
    const section = byName.get(type) ?? '';
    const listed = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name as string);
    expect(listed.toSorted()).toEqual([...fieldsOf(schema, type)].sort());
    const shown = [type, `hub/${type}`].filter((name) => examplesByName.has(name));
    expect(examplesOn(section)).toEqual(shown);
  });

  it.each([
    ['HubPart', 'windowUntil'],
    ['MessagePart', 'timestampSource'],
  ])('lists the fields of %s', (name, one) => {
    const table = head.split('\n\n').find((part) => part.includes(`| \`${one}\` |`)) ?? '';
    const listed = [...table.matchAll(/^\| `(\w+)\??`/gm)].map(([, field]) => field);
    expect(listed.sort()).toEqual(Object.keys(schema.definitions[name]?.properties ?? {}).sort());
  });

  it.each(['InboundContent', 'OutboundContent'])('names every kind of %s', (side) => {
    const alternatives = (schema.definitions[side]?.anyOf ?? []) as readonly { readonly $ref: string }[];
    const kinds = alternatives.map(({ $ref }) => {
      const definition = schema.definitions[$ref.split('/').at(-1) ?? ''] as {
        properties: { kind: { const: string } };
      };
      return definition.properties.kind.const;
    });
    expect(kinds.length).toBeGreaterThan(10);
    expect(kinds.filter((kind) => !head.includes(`\`${kind}\``))).toEqual([]);
  });

  it('tells the order of states as it is', () => {
    const chain = /^`queued` → .+$/m.exec(head)?.[0].match(/\w+/g) as Parameters<typeof foldState>[0][];
    expect(chain).toHaveLength(10);
    for (const [i, before] of chain.entries())
      for (const [j, next] of chain.entries()) expect(foldState(before, next)).toBe(chain[Math.max(i, j)]);
  });
});
