import type { Config } from '../config.ts';
import { demoEndpoint } from '../demo.ts';
import type { Settings } from '../settings/index.ts';

/** Where to go from here: what a person sees once the hub runs. */
export const banner = (of: {
  readonly url: string;
  readonly demo: boolean;
  readonly config: Config;
  readonly settings: Settings;
}): string => {
  const url = of.url.replace(/\/+$/, '');
  const reached = of.config.publicUrl ?? url;
  const rows: (readonly [string, string])[] = [
    ['Console', `${url}/`],
    ...(of.demo ? [['Phone', `${url}/phone`] as const] : []),
    ...(of.demo ? [['Webhook', `${url}/webhooks/meta/${demoEndpoint}`] as const] : []),
    ...of.settings.endpoints.map(
      ({ id, provider }) => [`Webhook ${id}`, `${reached}/webhooks/${provider}/${id}`] as const,
    ),
    ['API', `${url}/openapi.json`],
    ['Health', `${url}/healthz`],
    ['Data', of.config.dataFolder],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const notes = [
    ...(of.demo
      ? ['Demonstration: nobody is asked for a key, nothing leaves this machine.']
      : [
          'Keys for tools and people: centralita keys create --name NAME --scopes SCOPES',
          ...(of.settings.endpoints.length === 0
            ? [`No number is connected yet: ${of.config.configFile} names none. See docs/connect.md.`]
            : []),
        ]),
    'Ctrl-C stops it.',
  ];
  return `\n${rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n')}\n\n${notes.map((note) => `  ${note}\n`).join('')}\n`;
};
