import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import { build } from '../../core/src/channels/meta/build/build.ts';
import { check } from '../../core/src/channels/meta/check/check.ts';
import { mapGraphError } from '../../core/src/channels/meta/errors.ts';
import { send } from '../../core/src/channels/meta/send.ts';
import { sharedFile, sharedJson } from '../support/shared.ts';
import { contentOf } from '../support/whatsapp-inverse.ts';
import { whatsappSamples } from '../support/whatsapp-samples/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: published JSON of any shape
type Loose = any;

const to = { phone: '+34600111222' };

/** One test for each item; one that is skipped when the material is not on this machine. */
function each<T>(
  title: string,
  items: readonly { readonly name: string; readonly value: T }[],
  run: (value: T) => unknown,
) {
  if (items.length === 0) it.skip(title.replace('%s', 'each'), () => undefined);
  else
    it.each(items.map(({ name, value }) => [name, value] as const))(
      title,
      async (_, value) => void (await run(value)),
    );
}

const when = (there: unknown) => (there ? it : it.skip);

/** The schema of one name with every reference put in and `allOf` folded into one object. */
function resolved(schemas: Loose, schema: Loose): Loose {
  if (Array.isArray(schema)) return schema.map((entry) => resolved(schemas, entry));
  if (typeof schema !== 'object' || schema === null) return schema;
  if (schema.$ref) return resolved(schemas, schemas[schema.$ref.split('/').at(-1)]);
  const { allOf = [], discriminator: _, example: __, ...own } = schema;
  const parts = [own, ...allOf].map((part) =>
    part.$ref || part.allOf
      ? resolved(schemas, part)
      : Object.fromEntries(Object.entries(part).map(([name, value]) => [name, resolved(schemas, value)])),
  );
  const merged = Object.assign({}, ...parts);
  const lists = parts.flatMap(({ required = [] }) => required);
  if (lists.length > 0) merged.required = [...new Set(lists)];
  if (parts.some(({ properties }) => properties))
    merged.properties = Object.assign({}, ...parts.map((part) => part.properties));
  return merged;
}

/** Where v23.0 of the description contradicts its own examples, its text or published recordings. */
function mended(schemas: Loose): Loose {
  const copy = structuredClone(schemas);
  copy.BaseMessageProperties.properties.biz_opaque_callback_data = { type: 'string', maxLength: 512 };
  copy.LocationMessage.allOf[1].properties.location.properties.latitude.type = 'number';
  copy.LocationMessage.allOf[1].properties.location.properties.longitude.type = 'number';
  copy.LanguageObject.required = ['code'];
  for (const component of [copy.TemplateComponent, copy.ButtonComponent.allOf[1]]) {
    component.properties.index = { type: 'integer', minimum: 0, maximum: 9 };
  }
  return copy;
}

/** Samples of what came after v23.0, or what its description leaves out although its pages have it. */
const notDescribed = new Set([
  'pin',
  'link button',
  'carousel of links',
  'carousel of quick replies',
  'carousel of products',
  'location request',
  'address message',
  'contact request',
  'voice call',
  'order details',
  'order status',
  'raw',
  'template with a place and buttons',
  'template with a product and several products',
  'template with an offer, an order and link titles',
  'template carousel',
]);

describe('Meta’s description of POST /{Version}/{Phone-Number-ID}/messages', () => {
  const text = sharedFile('spec/whatsapp/business-messaging-api_v23.0.yaml');
  const schemas = text === undefined ? undefined : mended(parse(text).components.schemas);
  const validators = new Map<string, Loose>();

  function errorsOf(body: Loose): unknown[] {
    const name = schemas.Message.discriminator.mapping[body.type]?.split('/').at(-1);
    if (!name) return [`no schema for ${body.type}`];
    if (!validators.has(name)) {
      const ajv = new Ajv({ strict: false, allErrors: true, formats: { int32: true, url: true } });
      formats.default(ajv, { keywords: false });
      validators.set(name, ajv.compile(resolved(schemas, schemas[name])));
    }
    const validate = validators.get(name);
    return validate(body) ? [] : validate.errors;
  }

  const described = whatsappSamples.filter(({ name }) => !notDescribed.has(name));
  each(
    'takes %s',
    schemas ? described.map(({ name, content }) => ({ name, value: content })) : [],
    (content) => {
      const replyTo = content.kind === 'reaction' ? undefined : 'wamid.A';
      expect(errorsOf(build({ content, replyTo }, to, 'c'))).toEqual([]);
    },
  );

  when(schemas)('is strict enough to notice a mistake', () => {
    const body = build({ content: { kind: 'text', text: 'Hola' } }, to, 'c');
    expect(errorsOf({ ...body, text: 'Hola' })).not.toEqual([]);
    expect(errorsOf({ ...body, misspelt: 1 })).not.toEqual([]);
    expect(errorsOf({ ...body, to: 34_600_111_222 })).not.toEqual([]);
  });

  when(schemas)('says nothing of what is listed above, or contradicts its own pages there', () => {
    const refused = whatsappSamples.filter(({ content }) => errorsOf(build({ content }, to, 'c')).length > 0);
    expect(new Set(refused.map(({ name }) => name))).toEqual(notDescribed);
  });
});

/** The published body as we would write it: the differences are matters of taste that both sides accept. */
function inOurWords(published: Loose): Loose {
  const { product_policy: _, message_activity_sharing: __, ...body } = structuredClone(published);
  body.to = `+${String(body.to).replace(/^\+/, '')}`;
  if (body.type !== 'template') return body;
  body.template.name = body.template.name.replaceAll('-', '_');
  delete body.template.language.policy;
  for (const component of body.template.components ?? []) {
    component.type = component.type.toLowerCase();
    if (component.sub_type) component.sub_type = component.sub_type.toLowerCase();
    for (const parameter of component.parameters) {
      parameter.type = parameter.type.toLowerCase();
      if (parameter.date_time) parameter.date_time = { fallback_value: parameter.date_time.fallback_value };
    }
  }
  return body;
}

describe('published requests', () => {
  const bodies = sharedJson('corpus/whatsapp/requests').filter(({ value }) => (value as Loose).type);

  each('can say %s', bodies, (value) => {
    const body = inOurWords(value);
    const message = { content: contentOf(body), replyTo: body.context?.message_id };
    expect(check(message)).toEqual([]);
    expect(build(message, { phone: body.to }, body.biz_opaque_callback_data ?? '')).toEqual(body);
  });

  when(bodies.length)('are there', () => expect(bodies.length).toBeGreaterThan(40));
});

describe('published errors', () => {
  const files = sharedJson('corpus/whatsapp/errors');

  each('%s has a class', files, (value) => {
    const error = mapGraphError(400, JSON.stringify(value));
    const code = (value as Loose).error?.code;
    expect(error.providerCode).toBe(code);
    expect(error.message && error.nextStep).toBeTruthy();
    expect(JSON.stringify(error)).not.toMatch(/https?:|wamid\.\w/);
  });

  when(files.length)('fall into these classes', () => {
    const classes = files.map(({ value }) => mapGraphError(400, JSON.stringify(value)).class);
    expect(new Set(classes)).toEqual(new Set(['never-retry', 'reconcile', 'retry-later', 'fix-config']));
  });
});

describe('published answers to a send', () => {
  const answers = sharedJson('corpus/whatsapp/responses').filter(
    ({ value }) => (value as Loose).messages?.[0]?.id && (value as Loose).contacts,
  );

  each('%s is accepted', answers, async (value: Loose) => {
    const context = {
      account: { providerId: '1' },
      accessToken: 't',
      baseUrl: 'https://graph.example',
      version: 'v25.0',
      fetch: () => Promise.resolve(Response.json(value)),
      signal: new AbortController().signal,
      now: 0,
      to,
      correlationId: 'c',
    };
    const result = await send({ content: { kind: 'text', text: 'Hola' } }, context);
    expect(result).toMatchObject({
      state: 'accepted',
      providerId: value.messages[0].id,
      waId: value.contacts[0].wa_id,
    });
  });

  when(answers.length)('are there', () => expect(answers.length).toBeGreaterThan(20));
});
