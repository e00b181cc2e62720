import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Answer, answerJson, localServer } from '../../../../test/support/local-server.ts';
import { fetchMedia, mediaInfo } from './media.ts';
import { sniff } from './sniff.ts';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { stop } of started.splice(0)) await stop();
});

async function server(answer: Answer) {
  const one = await localServer(answer);
  started.push(one);
  const context = {
    account: { providerId: '555' },
    accessToken: 'EAAtesttoken',
    baseUrl: one.url,
    version: 'v25.0',
    fetch,
    signal: new AbortController().signal as AbortSignal,
    now: 0,
    maxBytes: 1_000,
  };
  return { ...one, context };
}

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(92)]);
const sha256 = createHash('sha256').update(png);
const hex = sha256.copy().digest('hex');
const base64 = sha256.copy().digest('base64');
const file: Answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(png);

describe('mediaInfo', () => {
  it.each([100, '100'])('reads a size written as %p', async (file_size) => {
    const answer = {
      id: '9',
      url: 'https://lookaside.fbsbx.com/x',
      mime_type: 'image/png',
      sha256: hex,
      file_size,
    };
    const { context, seen } = await server(answerJson(200, answer));
    expect(await mediaInfo('9', context)).toEqual({
      ok: true,
      value: { id: '9', url: 'https://lookaside.fbsbx.com/x', mimeType: 'image/png', sha256: hex, size: 100 },
    });
    expect(seen[0]?.url).toBe('/v25.0/9');
  });

  it('asks for one file and nothing above it', async () => {
    const { context, seen } = await server(answerJson(200, {}));
    await mediaInfo('a/../b?c', context);
    expect(seen[0]?.url).toBe('/v25.0/a%2F..%2Fb%3Fc');
    for (const id of ['..', '.', '', 'a\ud800', 'a b']) {
      expect(await mediaInfo(id, context)).toMatchObject({ ok: false, error: { class: 'fix-config' } });
    }
    expect(seen).toHaveLength(1);
  });

  it('says that a file is not there', async () => {
    const { context } = await server(answerJson(400, { error: { code: 100, error_subcode: 33 } }));
    expect(await mediaInfo('9', context)).toMatchObject({ ok: false, error: { providerSubcode: 33 } });
  });
});

describe('fetchMedia', () => {
  it.each([hex, hex.toUpperCase(), base64, undefined])('fetches the bytes and checks %s', async (sum) => {
    const { context, url, seen } = await server(file);
    const info = { id: '9', url: `${url}/file?mid=1`, mimeType: 'text/html', sha256: sum };
    expect(await fetchMedia(info, context)).toEqual({
      ok: true,
      value: { bytes: new Uint8Array(png), mimeType: 'image/png' },
    });
    expect(seen[0]?.headers.authorization).toBe('Bearer EAAtesttoken');
  });

  it.each(['0'.repeat(64), '', 'none'])('refuses bytes that do not fit %p', async (sum) => {
    const { context, url } = await server(file);
    const result = await fetchMedia({ id: '9', url: `${url}/f`, sha256: sum }, context);
    expect(result).toMatchObject({ ok: false, error: { kind: 'media' } });
  });

  it.each([
    'https://example.com/f',
    'https://lookaside.fbsbx.com.example.com/f',
    'https://lookaside.fbsbx.com:8443/f',
    'http://lookaside.fbsbx.com/f',
    'https://user:pass@lookaside.fbsbx.com/f',
    'http://127.0.0.1:9/f',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    '//lookaside.fbsbx.com/f',
    'nonsense',
  ])('does not call %s', async (url) => {
    const { context } = await server(file);
    const never = () => Promise.reject(new Error('called'));
    const result = await fetchMedia({ id: '9', url }, { ...context, fetch: never });
    expect(result).toMatchObject({ ok: false, error: { class: 'never-retry', kind: 'media' } });
    expect(JSON.stringify(result)).not.toContain(url);
  });

  it('calls Meta’s file host', async () => {
    const { context } = await server(file);
    const local = { ...context, fetch: () => Promise.resolve(new Response(png)) };
    expect(await fetchMedia({ id: '9', url: 'https://lookaside.fbsbx.com/f?x=1' }, local)).toMatchObject({
      ok: true,
    });
  });

  it('follows no redirect', async () => {
    const { context, url, seen } = await server(
      (_, response) => void response.writeHead(302, { location: '/x' }).end(),
    );
    expect(await fetchMedia({ id: '9', url: `${url}/f` }, context)).toMatchObject({
      ok: false,
      error: { kind: 'media' },
    });
    expect(seen).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    [
      'by its length',
      (_, response) => void response.writeHead(200, { 'content-length': 1_001 }).end(Buffer.alloc(1_001)),
    ],
    ['while it streams', (_, response) => void endless(response)],
    [
      'unpacked',
      (_, response) =>
        void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_001))),
    ],
  ])('stops at a file too large %s', async (_, answer) => {
    const { context, url } = await server(answer);
    expect(await fetchMedia({ id: '9', url: `${url}/f` }, context)).toMatchObject({
      ok: false,
      error: { class: 'never-retry', message: 'The file is larger than 1000 bytes' },
    });
  });

  it('takes a file of just the limit, and does not ask for one announced larger', async () => {
    const { context, url, seen } = await server((_, response) => void response.end(Buffer.alloc(1_000)));
    expect(await fetchMedia({ id: '9', url: `${url}/f`, size: 1_000 }, context)).toMatchObject({ ok: true });
    expect(await fetchMedia({ id: '9', url: `${url}/f`, size: 1_001 }, context)).toMatchObject({ ok: false });
    expect(seen).toHaveLength(1);
  });

  it.each([
    [404, 'retry-later', 'media'],
    [401, 'fix-config', 'auth'],
    [429, 'retry-later', 'rate_limited'],
    [500, 'retry-later', 'provider_down'],
  ])('takes %i for %s', async (status, name, kind) => {
    const { context, url } = await server((_, response) => void response.writeHead(status).end());
    const result = await fetchMedia({ id: '9', url: `${url}/f` }, context);
    expect(result).toMatchObject({ ok: false, error: { class: name, kind, httpStatus: status } });
  });

  it('may be repeated when the file breaks off', async () => {
    const { context, url } = await server((_, response) => {
      response.writeHead(200, { 'content-length': 900 });
      response.write('x', () => response.socket?.destroy());
    });
    expect(await fetchMedia({ id: '9', url: `${url}/f` }, context)).toMatchObject({
      error: { class: 'retry-later' },
    });
  });
});

function endless(response: Parameters<Answer>[1]): void {
  const more = () => {
    if (!response.destroyed) response.write(Buffer.alloc(400), () => setImmediate(more));
  };
  more();
}

describe('sniff', () => {
  const latin = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
  const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

  it.each([
    ['\xff\xd8\xff\xe0', 'image/png', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n', undefined, 'image/png'],
    ['GIF89a', undefined, 'image/gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', undefined, 'image/webp'],
    ['RIFF\0\0\0\0WAVEfmt ', undefined, 'audio/wav'],
    ['\0\0\0\x18ftypmp42', 'video/mp4', 'video/mp4'],
    ['\0\0\0\x18ftypisom', 'audio/mp4', 'audio/mp4'],
    ['\0\0\0\x18ftypM4A ', undefined, 'audio/mp4'],
    ['\0\0\0\x18ftyp3gp4', undefined, 'video/3gpp'],
    ['\0\0\0\x18ftypqt  ', undefined, 'video/quicktime'],
    ['\0\0\0\x18ftypheic', undefined, 'image/heic'],
    ['OggS\0\x02', 'audio/ogg; codecs=opus', 'audio/ogg'],
    ['#!AMR\n', undefined, 'audio/amr'],
    ['ID3\x04', undefined, 'audio/mpeg'],
    ['\xff\xfb\x90', undefined, 'audio/mpeg'],
    ['\xff\xf1\x50', undefined, 'audio/aac'],
    ['\x1aE\xdf\xa3', undefined, 'video/webm'],
    ['%PDF-1.7', 'text/html', 'application/pdf'],
    ['PK\x03\x04', docx, docx],
    ['PK\x03\x04', 'image/png', 'application/zip'],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'application/msword', 'application/msword'],
    ['a;b;c', 'text/csv', 'text/csv'],
    ['a\0b', 'text/plain', 'application/octet-stream'],
    ['<html>', 'text/html', 'application/octet-stream'],
    ['<svg>', 'image/svg+xml', 'application/octet-stream'],
    ['<html>', 'image/png', 'application/octet-stream'],
    ['', undefined, 'application/octet-stream'],
  ])('takes %j called %s for %s', (bytes, declared, type) => {
    expect(sniff(latin(bytes), declared)).toBe(type);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array(), fc.string(), (bytes, declared) => void sniff(bytes, declared)));
  });
});
