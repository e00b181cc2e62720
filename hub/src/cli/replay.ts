import { createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readRemoteConfig } from '../config.ts';
import { type EndpointSettings, loadSettings } from '../settings/index.ts';
import type { RunCommand } from './command.ts';
import { readAll, splitDocuments } from './documents.ts';
import { reasonOf } from './file-error.ts';
import { findHub } from './remote.ts';

/** Posts stored webhook bodies to the hub, signed as the provider signs them. What it knows already it takes once. */
export const run: RunCommand = async (files, values, terminal) => {
  const { env } = terminal;
  const wrong = (message: string): number => {
    terminal.err(`${message}\n\nUsage: centralita replay FILE… | - [--endpoint ID]\n`);
    return 2;
  };
  if (files.length === 0) return wrong('Name the files to post, or - for standard input.');
  const { endpoints } = loadSettings(env.CENTRALITA_CONFIG ?? 'centralita.yaml', env);
  const endpoint = choose(endpoints, values.endpoint);
  if (typeof endpoint === 'string') return wrong(endpoint);
  const place = findHub(env);
  if (!('remote' in place)) {
    const { dataFolders } = readRemoteConfig(env);
    return wrong(`No hub runs in ${dataFolders[0]}: start it, or name one with CENTRALITA_URL.`);
  }
  const address = `${place.remote.url}/webhooks/${endpoint.provider}/${endpoint.id}`;
  let taken = 0;
  let code = 0;
  const fail = (status: number, message: string): void => {
    code = Math.max(code, status);
    terminal.err(`${message}\n`);
  };
  for (const file of files) {
    const name = file === '-' ? 'standard input' : file;
    const bytes = await readAll(file === '-' ? process.stdin : createReadStream(file)).catch(
      (error: unknown) => {
        fail(2, `${name} cannot be read: ${reasonOf(error)}`);
        return undefined;
      },
    );
    if (bytes === undefined) continue;
    const { documents, problems } = splitDocuments(bytes);
    for (const { line, message } of problems)
      fail(1, `${name}${line ? `:${line}` : ''} is not JSON: ${message}`);
    for (const body of documents) {
      const answer = await post(address, body, endpoint.appSecrets[0] as string);
      if (answer === 200) taken += 1;
      else if (answer === undefined) {
        fail(1, `No hub answers at ${address}.`);
        return code;
      } else fail(1, `${name}: the hub answered ${answer}${advice[answer] ? `. ${advice[answer]}` : ''}`);
    }
  }
  terminal.out(`${taken} ${taken === 1 ? 'body was' : 'bodies were'} taken by ${address}\n`);
  return code;
};

const advice: Readonly<Record<number, string>> = {
  401: 'It was started with another app secret: replay with the settings and environment of that hub.',
  404: 'It does not know this endpoint: restart it after a change of endpoints.',
  413: 'The body is too large.',
  503: 'It could not store it: try again.',
};

const choose = (endpoints: readonly EndpointSettings[], wanted: unknown): EndpointSettings | string => {
  const ids = endpoints.map(({ id }) => id).join(', ');
  if (typeof wanted === 'string') {
    return (
      endpoints.find(({ id }) => id === wanted) ??
      `There is no endpoint "${wanted}". Known: ${ids || 'none'}.`
    );
  }
  const [only, another] = endpoints;
  if (!only) return 'The settings name no endpoint: nothing could be signed.';
  return another ? `Say which endpoint with --endpoint: ${ids}.` : only;
};

const post = async (address: string, body: Uint8Array, secret: string): Promise<number | undefined> => {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
      body: body as Uint8Array<ArrayBuffer>,
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
};
