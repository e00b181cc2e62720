import { Bridge } from '@centralita/hubspot/testing/bridge';
import type { Exchange } from '@centralita/hubspot/testing/double/index';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { sharedFile } from '../support/shared.ts';

// biome-ignore lint/suspicious/noExplicitAny: published JSON of any shape
type Loose = any;

const specs = ['contacts-2026-09', 'contacts-v3', 'comms-v3', 'props-v3'] as const;
type Spec = (typeof specs)[number];
const texts = new Map(specs.map((name) => [name, sharedFile(`spec/hubspot/${name}.json`)]));
const there = [...texts.values()].every((text) => text !== undefined);

/**
 * Objects take no fields they do not name, so that a misspelt one shows. The files of version 3 forget to say what those
 * of 2026-09 say: a property without a value is null.
 */
const closed = (schema: Loose): Loose => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if (inner.properties?.properties?.additionalProperties?.type === 'string' && inner.properties.archived)
    inner.properties.properties.additionalProperties.nullable = true;
  return inner.type === 'object' && inner.properties && inner.additionalProperties === undefined
    ? { ...inner, additionalProperties: false }
    : inner;
};

class Published {
  readonly #document: Loose;
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  readonly #made = new Map<string, ValidateFunction>();

  constructor(text: string) {
    this.#document = closed(JSON.parse(text));
    (formats as unknown as { default?: (ajv: Ajv) => void }).default?.(this.#ajv) ??
      (formats as unknown as (ajv: Ajv) => void)(this.#ajv);
    this.#ajv.addSchema({ $id: 'published', ...this.#document });
  }

  /** The published path that takes this one. */
  pathOf(path: string): string | undefined {
    return Object.keys(this.#document.paths)
      .filter((each) => new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
      .sort((a, b) => a.split('{').length - b.split('{').length)[0];
  }

  problems(pointer: string, value: unknown): string[] {
    let validate = this.#made.get(pointer);
    if (!validate) {
      validate = this.#ajv.compile({ $ref: `published${pointer}` });
      this.#made.set(pointer, validate);
    }
    return validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  operation(path: string, method: string): Loose {
    return this.#document.paths[path]?.[method.toLowerCase()];
  }
}

const pointerOf = (...parts: readonly string[]): string =>
  `#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

const problemsOf = (
  published: Published,
  { method, path, request, status, response }: Exchange,
): string[] => {
  const known = published.pathOf(path);
  const operation = known === undefined ? undefined : published.operation(known, method);
  if (known === undefined || !operation) return [`${method} ${path} is not published`];
  const at = ['paths', known, method.toLowerCase()];
  const schema = ['content', 'application/json', 'schema'];
  const problems: string[] = [];
  if (request !== undefined) {
    if (!operation.requestBody) problems.push(`${method} ${path} takes no body`);
    // A refusal of what is not valid is what the double is for.
    else if (status < 400)
      problems.push(...published.problems(pointerOf(...at, 'requestBody', ...schema), request));
  }
  const answer = operation.responses[String(status)];
  if (status >= 400) return problems;
  if (!answer) problems.push(`${method} ${path} answered ${status}, which is not published`);
  else if (answer.content?.['application/json'])
    problems.push(...published.problems(pointerOf(...at, 'responses', String(status), ...schema), response));
  else if (response !== undefined) problems.push(`${method} ${path} answered ${status} with a body`);
  return problems.map((problem) => `${method} ${path} ${status}: ${problem}`);
};

/** All that is done in a portal's life, once. */
const life = async (bridge: Bridge): Promise<void> => {
  const { hub, double } = bridge;
  for (let n = 0; n < 5; n++) double.add({ phone: `+3460000000${n}`, lifecyclestage: 'lead' });
  bridge.timers.advance(120_000);
  const ids = Array.from({ length: 12 }, (_, n) =>
    hub.add({ phone: `+346000000${String(n).padStart(2, '0')}`, name: 'Ana P' }),
  );
  for (const id of ids) hub.message(id, 'hello');
  await bridge.settle();
  await bridge.run(bridge.extension.poll());
  for (const id of ids)
    hub.change(id, { tags: ['vip'], attributes: { stage: id === ids[3] ? 'nonsense' : 'customer' } });
  await bridge.pass(600_000, 120_000);
  await bridge.run(bridge.extension.poll());
  const [first, second, third] = double.contacts().map(({ id }) => id);
  double.delete(first ?? '');
  double.merge(second ?? '', third ?? '');
  await bridge.deliverHooks();
  await bridge.settle();
  hub.erase(ids[8] as never);
  await bridge.settle();
};

const versions = [
  ['2026-09', 'contacts-2026-09'],
  ['v3', 'contacts-v3'],
] as const;

(there ? describe : describe.skip).each(versions)(
  'what is said with HubSpot, version %s',
  (version, contacts) => {
    const bridge = new Bridge();
    const published = new Map<Spec, Published>();
    let exchanges: readonly Exchange[] = [];
    beforeAll(async () => {
      for (const name of specs) published.set(name, new Published(texts.get(name) ?? '{}'));
      const { defaultFields } = await import('@centralita/hubspot/settings');
      const { planSetup, applySetup } = await import('@centralita/hubspot/setup/setup');
      await bridge.start(
        {
          version,
          changes: 'webhooks',
          fields: [
            ...defaultFields,
            {
              hubspot: 'lifecyclestage',
              ours: 'attributes.stage',
              direction: 'to_hubspot',
              prefer: 'centralita',
            },
          ],
        },
        false,
      );
      const { portal } = bridge.extension;
      await bridge.run(planSetup(portal).then((plan) => applySetup(portal, plan)));
      await life(bridge);
      exchanges = bridge.double.exchanges;
    });
    afterAll(() => bridge.stop());

    const checked = (part: RegExp, spec: Spec): string[] =>
      exchanges
        .filter(({ path }) => part.test(path))
        .flatMap((exchange) => problemsOf(published.get(spec) as Published, exchange));
    /** Versions whose files are not published are the same but for the beginning of the path. */
    const asV3 = (part: RegExp, to: string): readonly Exchange[] =>
      exchanges
        .filter(({ path }) => part.test(path))
        .map((exchange) => ({ ...exchange, path: exchange.path.replace(part, to) }));

    it('covers what it is about', () => {
      const verbs = new Set(
        exchanges.map(({ method, path }) => `${method} ${path.replace(/.*\/(?=\D)/, '')}`),
      );
      for (const verb of [
        'POST search',
        'POST read',
        'POST upsert',
        'POST update',
        'POST create',
        'POST archive',
      ])
        expect([...verbs]).toContain(verb);
    });

    it('about contacts, is as published', () => {
      expect(checked(/\/objects\/(2026-09\/)?contacts/, contacts)).toEqual([]);
    });

    it('about communications, is as published', () => {
      const said = asV3(/^\/crm\/(objects\/2026-09|v3\/objects)(?=\/communications)/, '/crm/v3/objects');
      expect(said.length).toBeGreaterThan(0);
      // The file of version 3 answers 207 where the dated version puts the errors into a 200.
      expect(
        said.flatMap((exchange) => problemsOf(published.get('comms-v3') as Published, exchange)),
      ).toEqual([]);
    });

    it('about properties, is as published', () => {
      const said = asV3(/^\/crm\/(properties\/2026-09|v3\/properties)/, '/crm/v3/properties');
      expect(said.length).toBeGreaterThan(0);
      expect(
        said.flatMap((exchange) => problemsOf(published.get('props-v3') as Published, exchange)),
      ).toEqual([]);
    });
  },
);
