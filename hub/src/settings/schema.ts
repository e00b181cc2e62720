import { z } from 'zod';
import { isLoopback } from '../config.ts';
import { strict } from '../strict.ts';
import { caseNumbers } from './case-numbers.ts';
import { consolePages } from './console.ts';
import { hoursByName } from './hours.ts';
import { hubspot } from './hubspot.ts';
import { secret, text } from './parts.ts';
import { retention } from './retention.ts';
import { routing, wordLists } from './routing.ts';
import { slack } from './slack.ts';
import { teams, users } from './teams.ts';

const providerId = (what: string) =>
  z.string().regex(/^\d{5,20}$/, {
    error: `is no id of Meta's. Fix: Copy the ${what} from the app's page "WhatsApp > API Setup": digits only, not the phone number.`,
  });

/** The access token goes there with every call: encrypted, or to this machine only. */
const isApiAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username || password || search || hash) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
};

const endpoint = strict({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
    error: 'cannot stand in an address. Fix: Use small letters, digits and -, such as shop.',
  }),
  provider: z.enum(['meta']).default('meta'),
  /** One, or several while a secret is being replaced. */
  appSecret: z.union([secret, z.array(secret).min(1).max(5)]),
  verifyToken: secret.optional(),
});

const account = strict({
  endpoint: text(63),
  phoneNumberId: providerId('phone number ID'),
  wabaId: providerId('WhatsApp Business Account ID').optional(),
  accessToken: secret,
  name: text(100).optional(),
  displayPhone: text(40).optional(),
  coexistence: z.boolean().default(false),
  reactionOpensWindow: z.boolean().default(false),
  autoMarkRead: z.boolean().default(false),
  apiVersion: z
    .string()
    .regex(/^v\d{2}\.0$/, {
      error: 'is no version of the Graph API. Fix: Write it as v25.0, or leave it out.',
    })
    .optional(),
  /** Where the Graph API answers, when it is not Meta's own address: a proxy, or a sandbox. */
  apiBaseUrl: z
    .string()
    .refine(isApiAddress, {
      error:
        'is no address that a token may be sent to. Fix: Write https://… without name, password, question mark or #; http:// only for this machine. Leave it out for Meta itself.',
    })
    .transform((address) => address.replace(/\/+$/, ''))
    .optional(),
});

const words = z.array(text(100)).max(200);
const purposes = z.union([
  z.literal('all'),
  z.array(z.enum(['service', 'utility', 'marketing', 'authentication'])).min(1),
]);
const payloads = z.array(z.union([text(256), strict({ payload: text(256), purposes })])).max(200);
const texts = z.record(
  z.string().regex(/^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/, {
    error: 'is no language. Fix: Write it as in templates, such as es or pt_BR.',
  }),
  text(1000),
);

const consent = strict({
  keywords: strict({
    /** Languages whose built-in words count; all of them unless given. */
    languages: z.array(z.enum(['es', 'en', 'pt', 'fr', 'de', 'it'])).optional(),
    withdraw: words.default([]),
    grant: words.default([]),
    exclude: words.default([]),
    doubtful: z.enum(['after_marketing', 'always', 'never']).default('after_marketing'),
  }).prefault({}),
  /** Payloads and ids of buttons that withdraw or grant consent when they are tapped. */
  optOutPayloads: payloads.default([]),
  optInPayloads: payloads.default([]),
  /** Whether somebody who withdraws or grants is told, once. */
  confirm: z.boolean().default(true),
  confirmations: strict({ optOut: texts.default({}), optIn: texts.default({}) }).prefault({}),
});

const prefix = z.string().regex(/^\+\d{1,10}$/, {
  error: 'is no prefix. Fix: Write the country code with +, in quotes, such as "+53".',
});
const action = z.enum(['block', 'warn']);

const regions = strict({
  /** What happens to a message to any region of the list. */
  action: action.optional(),
  add: z
    .array(
      strict({
        prefix,
        name: text(100).optional(),
        country: z
          .string()
          .regex(/^[A-Z]{2}$/, {
            error: 'is no country code. Fix: Write its two capital letters, such as CU.',
          })
          .optional(),
        action: action.optional(),
      }),
    )
    .max(500)
    .default([]),
  remove: z.array(prefix).max(500).default([]),
});

const deliveries = strict({
  /** Attempts before an event is given up. */
  attempts: z.int().min(1).max(50).optional(),
  timeoutSeconds: z.int().min(1).max(60).optional(),
  /** Requests of one subscription under way at once. */
  concurrency: z.int().min(1).max(256).optional(),
});

/** `centralita.yaml`, as written. */
export const fileSchema = strict({
  endpoints: z.array(endpoint).max(100).default([]),
  accounts: z.array(account).max(1000).default([]),
  consent: consent.prefault({}),
  regions: regions.prefault({}),
  deliveries: deliveries.prefault({}),
  users: users.default({}),
  teams: teams.default({}),
  hours: hoursByName.default({}),
  wordLists: wordLists.default({}),
  routing: routing.optional(),
  retention: retention.prefault({}),
  caseNumbers: caseNumbers.prefault({}),
  console: consolePages.prefault({}),
  slack: slack.optional(),
  hubspot: hubspot.optional(),
});

export type File = z.output<typeof fileSchema>;
