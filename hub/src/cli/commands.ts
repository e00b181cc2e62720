import type { Command } from './command.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  {
    name: 'start',
    usage: 'start [--demo] [--port NUMBER]',
    summary: 'Run the hub. With --demo: with a sandbox and a phone, on this machine only.',
    options: {
      demo: { type: 'boolean', help: 'No key is asked for, and a sandbox stands in for WhatsApp.' },
      port: { type: 'string', value: 'NUMBER', help: 'Wins over PORT; 3000 unless given.' },
    },
    load: () => import('./start.ts'),
  },
  {
    name: 'sandbox',
    usage: 'sandbox [--port NUMBER] [--webhook URL] [--seed FILE]',
    summary: 'Run the sandbox alone: a WhatsApp Cloud API on this machine.',
    options: {
      port: { type: 'string', value: 'NUMBER', help: '3001 unless given.' },
      webhook: { type: 'string', value: 'URL', help: 'Where webhooks go from the start.' },
      seed: { type: 'string', value: 'FILE', help: 'JSON: numbers, customers, templates, settings.' },
      keep: { type: 'string', value: 'FILE', help: 'Keep everything in this file; else nothing.' },
      'access-token': { type: 'string', value: 'TEXT', help: 'Made up unless given, as are these:' },
      'app-secret': { type: 'string', value: 'TEXT', help: 'What webhooks are signed with.' },
      'verify-token': { type: 'string', value: 'TEXT', help: 'What handshakes carry.' },
    },
    load: () => import('./sandbox.ts'),
  },
  {
    name: 'parse',
    usage: 'parse FILE… | -',
    summary: 'Read webhook bodies and print their events, one JSON a line. - reads standard input.',
    load: () => import('./parse.ts'),
  },
  {
    name: 'route',
    usage: 'route --event FILE [--config FILE] [--json]',
    summary: 'Say which rule takes a message, why, and why the others do not.',
    options: {
      event: {
        type: 'string',
        value: 'FILE',
        help: 'An event, the body of a webhook, or {"text":"…"}; - reads standard input.',
      },
      config: { type: 'string', value: 'FILE', help: 'CENTRALITA_CONFIG unless given.' },
      json: { type: 'boolean', help: 'Print the decision as JSON.' },
    },
    load: () => import('./route.ts'),
  },
  {
    name: 'doctor',
    usage: 'doctor',
    summary: 'Look at machine, settings, hub and numbers, and say what to do next.',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'register',
    usage: 'register [--url URL] [--replace]',
    summary: 'Have the provider send webhooks here, and say what is left to do by hand.',
    options: {
      url: {
        type: 'string',
        value: 'URL',
        help: 'Where the provider reaches this hub; PUBLIC_URL unless given.',
      },
      replace: { type: 'boolean', help: 'Also where a number sends its webhooks elsewhere now.' },
    },
    load: () => import('./register.ts'),
  },
  {
    name: 'replay',
    usage: 'replay FILE… | - [--endpoint ID]',
    summary: 'Post stored webhook bodies to the hub, signed. - reads standard input.',
    options: {
      endpoint: { type: 'string', value: 'ID', help: 'Needed where the settings name several.' },
    },
    load: () => import('./replay.ts'),
  },
  {
    name: 'migrate',
    usage: 'migrate [--dry-run]',
    summary: 'Bring the store up to date, as the next start would.',
    options: { 'dry-run': { type: 'boolean', help: 'Say only what would be done.' } },
    load: () => import('./migrate.ts'),
  },
  {
    name: 'deliveries',
    usage: 'deliveries [list | redrive ID | redrive --all CONSUMER]',
    summary: 'List what subscribers have not taken, and deliver it again.',
    options: {
      all: { type: 'string', value: 'CONSUMER', help: 'Redrive all that this consumer gave up.' },
      consumer: { type: 'string', value: 'CONSUMER', help: 'List only what is for this one.' },
      state: { type: 'string', value: 'STATE', help: 'List only retrying, waiting or dead.' },
    },
    load: () => import('./deliveries.ts'),
  },
  {
    name: 'keys',
    usage: 'keys [list | create --name NAME --scopes SCOPES | revoke ID]',
    summary: 'Make, list and revoke the keys of the API.',
    options: {
      name: { type: 'string', value: 'NAME', help: 'What the key is for.' },
      scopes: { type: 'string', value: 'SCOPES', help: 'With commas, such as messages:send,events:read.' },
      accounts: { type: 'string', value: 'ACCOUNTS', help: 'With commas: limits the key to these.' },
    },
    load: () => import('./keys.ts'),
  },
  {
    name: 'hubspot',
    usage: 'hubspot setup | backfill | review',
    summary: 'Prepare HubSpot, bring all contacts into step once, and decide what nobody else can.',
    options: { yes: { type: 'boolean', help: 'Write; without it only what would be done is told.' } },
    load: () => import('./hubspot.ts'),
  },
  {
    name: 'slack',
    usage: 'slack manifest [--url URL] [--oauth]',
    summary: 'Print the manifest that the Slack app is created from.',
    options: {
      url: { type: 'string', value: 'URL', help: 'Slack calls the hub there; a socket is used without it.' },
      oauth: { type: 'boolean', help: 'Several workspaces install it.' },
    },
    load: () => import('./slack.ts'),
  },
  {
    name: 'openapi',
    usage: 'openapi',
    summary: 'Print the description of the API (OpenAPI 3.1).',
    load: () => import('./openapi.ts'),
  },
  {
    name: 'help',
    usage: 'help [COMMAND]',
    summary: 'Say what there is, or what one command takes.',
    load: () => import('./help.ts'),
  },
];
