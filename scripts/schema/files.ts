import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Event, eventTypes } from '../../core/src/model/events.ts';
import { examples, hubExamples } from '../../test/fixtures/events/index.ts';
import { compact } from './compact.ts';
import { eventSchema } from './definitions.ts';

export const root = resolve(import.meta.dirname, '../..');
export const schemaFolder = 'docs/schema';
/** Beside what is made from the types: the hub makes it from its own schema. */
export const settingsSchema = 'centralita.schema.json';

/** The pages that show examples, and where those stand in them. */
export const pages = [
  'docs/events.md',
  'docs/es/events.md',
  'docs/hub-client.md',
  'docs/es/hub-client.md',
] as const;
const block = /^<!-- example: (\S+) -->\n```\w+\n(?:[\s\S]*?\n)??```$/gm;

const ordered = eventTypes.flatMap((type) => [
  [type, examples[type]] as const,
  ...(hubExamples[type] ? [[`hub/${type}`, hubExamples[type]] as const] : []),
]);

/** Every example by its name: the type, or `hub/` and the type for the form that a hub makes. */
export const examplesByName: ReadonlyMap<string, Event> = new Map(ordered);

/** Path below the root → what belongs there. */
export const generatedFiles = (): ReadonlyMap<string, string> =>
  new Map([
    [`${schemaFolder}/event.schema.json`, json(eventSchema())],
    ...[...examplesByName].map(([name, event]) => [`${schemaFolder}/${name}.json`, json(event)] as const),
    ...pages.map((page) => [page, withExamples(readFileSync(join(root, page), 'utf8'))] as const),
  ]);

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A page with the example behind each `<!-- example: … -->` as it is today. */
const withExamples = (page: string): string =>
  page.replace(block, (_, name: string) => `<!-- example: ${name} -->\n${fenced(name)}`);

const fenced = (name: string): string => {
  if (name.endsWith('.ts')) return `\`\`\`ts\n${readFileSync(join(root, name), 'utf8').trim()}\n\`\`\``;
  const event = examplesByName.get(name);
  if (!event) throw new Error(`there is no example ${name}`);
  return `\`\`\`json\n${compact(shortened(event))}\n\`\`\``;
};

/** Without what is the same in every event of a webhook. */
const shortened = ({ data, ...event }: Event): unknown => {
  const { provider, account, raw, ...rest } = data as unknown as Readonly<Record<string, unknown>>;
  return { ...event, data: rest };
};
