import { suggestion } from '../did-you-mean.ts';
import type { RunCommand } from './command.ts';

const usage = 'Usage: centralita slack manifest [--url URL] [--oauth]\n';

/** The manifest that a Slack app is created from, for a socket or, with an address, for HTTP. */
export const run: RunCommand = async ([verb = '', more], values, terminal) => {
  const wrong = (message: string): number => {
    terminal.err(`${message}\n\n${usage}`);
    return 2;
  };
  if (verb !== 'manifest')
    return wrong(
      verb === '' ? 'Say what of Slack.' : `There is no "slack ${verb}".${suggestion(verb, ['manifest'])}`,
    );
  if (more !== undefined) return wrong(`"slack manifest" takes no "${more}".`);
  const url = typeof values.url === 'string' ? values.url.replace(/\/+$/, '') : undefined;
  if (url !== undefined && !(URL.canParse(url) && new URL(url).protocol === 'https:'))
    return wrong('Slack calls https addresses only: --url https://hub.example.com');
  if (values.oauth && url === undefined)
    return wrong('With --oauth browsers come back to the hub: say its public address with --url.');
  const { manifestOf } = await import('@centralita/slack-app/manifest');
  const manifest = manifestOf({
    mode: url === undefined ? 'socket' : 'http',
    ...(url === undefined ? {} : { publicUrl: url }),
    oauth: values.oauth === true,
  });
  terminal.out(`${JSON.stringify(manifest, null, 2)}\n`);
  return 0;
};
