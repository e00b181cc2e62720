import { apiVersions } from '@centralita/hubspot/api/paths';
import {
  defaultFields,
  type FieldMapping,
  type HubSpotSettings,
  transforms,
} from '@centralita/hubspot/settings';
import { consentStates } from '@centralita/hubspot/setup/properties';
import { z } from 'zod';
import { isLoopback } from '../config.ts';
import { strict } from '../strict.ts';
import type { SettingsProblem } from './index.ts';
import { secret, text } from './parts.ts';

const property = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/, {
  error:
    'is no internal name of a HubSpot property. Fix: Copy the internal name from the property’s settings in HubSpot, such as customer_tier.',
});
const ours = z.string().regex(/^(name|language|tags|attributes(\.[A-Za-z0-9_-]{1,60}){1,4})$/, {
  error:
    'is nothing a contact has. Fix: Write name, language, tags, or attributes. and a name, such as attributes.tier.',
});
const country = z.string().regex(/^[A-Z]{2}$/, {
  error: 'is no country code. Fix: Write its two capital letters, such as ES.',
});

const isApiAddress = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  return !username && !password && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
};

const field = strict({
  hubspot: property,
  ours,
  direction: z.enum(['to_hubspot', 'from_hubspot', 'both']).default('both'),
  prefer: z.enum(['hubspot', 'centralita', 'newest']).default('hubspot'),
  fill: z.boolean().default(false),
  transform: z.enum(transforms).default('none'),
  values: z.record(text(200), text(200)).optional(),
});

const tags = z.array(text(100)).min(1).max(100);

/** The section `hubspot` of `centralita.yaml`. */
export const hubspot = strict({
  token: secret,
  /** Of the app that sends webhooks. */
  clientSecret: secret.optional(),
  appId: z
    .union([z.string(), z.int()])
    .transform(String)
    .pipe(z.string().regex(/^\d+$/, { error: 'is no id of an app. Fix: Write its digits.' }))
    .optional(),
  apiVersion: z.enum(apiVersions).default('2026-09'),
  /** Where changes made in HubSpot come from. */
  changes: z.enum(['polling', 'webhooks', 'off']).default('polling'),
  pollSeconds: z.int().min(15).max(3600).default(60),
  defaultCountry: country.optional(),
  limits: strict({
    per10Seconds: z.int().min(10).max(1000).default(100),
    searchesPerSecond: z.int().min(1).max(20).default(4),
  }).prefault({}),
  several: z.enum(['review', 'recent', 'oldest', 'with_owner']).default('review'),
  create: z.boolean().default(true),
  filter: strict({
    tags: tags.optional(),
    withoutTags: tags.optional(),
    consent: z.array(z.enum(consentStates)).min(1).optional(),
  }).optional(),
  fields: z.array(field).max(200).default([]),
  log: strict({
    mode: z.enum(['session', 'message', 'off']).default('session'),
    silenceMinutes: z.int().min(5).max(1440).default(60),
    everyMinutes: z.int().min(1).max(60).default(2),
  }).prefault({}),
  tickets: strict({ pipeline: text(100), stage: text(100) }).optional(),
  afterDeletion: z.enum(['create', 'stay_out']).default('create'),
  erasure: z.enum(['clear', 'gdpr_delete']).default('clear'),
  /** Whether a conversation nobody answers yet is routed again once its owner is known. */
  reroute: z.boolean().default(true),
  /** Where HubSpot's API answers, when it is not HubSpot: a proxy, or a double. */
  apiUrl: z
    .string()
    .refine(isApiAddress, {
      error:
        'is no address that a token may be sent to. Fix: Write https://…, or leave it out for HubSpot itself.',
    })
    .transform((address) => address.replace(/\/+$/, ''))
    .optional(),
});

export type HubSpotFile = z.output<typeof hubspot>;
type Read = (reference: { readonly env: string }, path: readonly PropertyKey[]) => string;

/** With its secrets put in, and the built-in fields where the file says nothing else about a property. */
export const hubspotOf = (file: HubSpotFile, read: Read): HubSpotSettings => {
  const { token, clientSecret, apiVersion, apiUrl, fields, ...rest } = file;
  const named = new Set(fields.map((each) => each.hubspot));
  return {
    ...rest,
    token: read(token, ['hubspot', 'token']),
    ...(clientSecret ? { clientSecret: read(clientSecret, ['hubspot', 'clientSecret']) } : {}),
    ...(apiUrl ? { baseUrl: apiUrl } : {}),
    version: apiVersion,
    fields: [...defaultFields.filter((each) => !named.has(each.hubspot)), ...fields] satisfies FieldMapping[],
  };
};

/** What only shows when the parts are held against each other. */
export const checkHubSpot = (file: HubSpotFile | undefined): SettingsProblem[] => {
  if (!file) return [];
  const problems: SettingsProblem[] = [];
  if (file.changes === 'webhooks' && !file.clientSecret) {
    problems.push({
      path: ['hubspot', 'clientSecret'],
      wrong: 'is missing, and without it no webhook can be believed.',
      fix: 'Put the client secret of the HubSpot app into the environment and write { env: NAME_OF_THE_VARIABLE }, or write changes: polling.',
    });
  }
  for (const [index, { hubspot: name, ours: path, direction, transform }] of file.fields.entries()) {
    const at = (part: string): PropertyKey[] => ['hubspot', 'fields', index, part];
    const first = file.fields.findIndex((other) => other.hubspot === name && other.direction === direction);
    if (first !== index) {
      problems.push({
        path: at('hubspot'),
        wrong: `is the same as in hubspot.fields[${first}].`,
        fix: 'Each property may stand there once for each direction: take one out.',
      });
    }
    if (/^wa_/.test(name) && name !== 'wa_tags') {
      problems.push({
        path: at('hubspot'),
        wrong: 'is a property Centralita writes itself.',
        fix: 'Make a property of your own in HubSpot and name it here.',
      });
    }
    if (direction !== 'to_hubspot' && (transform === 'first_word' || transform === 'other_words')) {
      problems.push({
        path: at('transform'),
        wrong: 'cannot be turned round.',
        fix: 'Write direction: to_hubspot, or another transform.',
      });
    }
    if (path === 'tags' && transform !== 'none') {
      problems.push({ path: at('transform'), wrong: 'does nothing to tags.', fix: 'Take it out.' });
    }
  }
  return problems;
};
