import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  freePort,
  type HubProcess,
  type Loose,
  removeFolder,
  startHub,
  tempFolder,
  until,
} from '../support/hub-process.ts';

const phone = '34600111222';
const page = '<!doctype html><script>alert(1)</script>';
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

describe('files of messages', () => {
  const folder = tempFolder();
  const media = join(folder, 'data', 'media');
  let port = 0;
  let hub: HubProcess;
  const start = async () => {
    hub = await startHub({ folder, port, demo: true });
  };
  beforeAll(async () => {
    port = await freePort();
    await start();
  }, 30_000);
  afterAll(async () => {
    await hub?.end('SIGKILL');
    removeFolder(folder);
  });

  const sends = (body: object, from = phone) => hub.api('POST', `/sandbox/customers/${from}/messages`, body);
  const conversationOf = async (from = phone): Promise<Loose> => {
    const { body } = await hub.api('GET', `/v1/contacts?phone=%2B${from}`);
    const found = await hub.api('GET', `/v1/conversations?contactId=${body.items[0].id}`);
    return found.body.items[0];
  };
  const newest = async (kind: string, from = phone): Promise<Loose> => {
    const { id } = await conversationOf(from);
    const { body } = await hub.api('GET', `/v1/conversations/${id}/messages`);
    return body.items.find((message: Loose) => message.content.kind === kind);
  };
  const get = (id: string) => fetch(`${hub.url}/v1/media/${id}`);
  const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

  it('are fetched when they arrive and handed out as what their bytes say', async () => {
    await sends({ type: 'image', image: { data: picture.toString('base64'), mime_type: 'image/png' } });
    const { id } = await newest('image');
    const answer = await get(id);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('content-disposition')).toBe('inline');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(await bytesOf(answer)).toEqual(picture);
  });

  it('that lie about their type come as an attachment, never as a page', async () => {
    await sends({
      type: 'document',
      document: {
        data: Buffer.from(page).toString('base64'),
        mime_type: 'text/html',
        filename: '../../ñandú".html',
      },
    });
    const { id } = await newest('document');
    const answer = await get(id);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    const disposition = answer.headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(/^attachment; filename\*=UTF-8''/);
    expect(disposition).not.toContain('/');
    expect(await answer.text()).toBe(page);
  });

  it('say why, where there is none', async () => {
    await sends({ type: 'text', text: { body: 'sin foto' } });
    const { id } = await newest('text');
    const answer = await hub.api('GET', `/v1/media/${id}`);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'media_unavailable', detail: 'the message holds no file' });
    expect((await hub.api('GET', '/v1/media/ms_0000000000000000000000')).body.code).toBe('not_found');
  });

  it('come although the hub was killed right after the webhook was answered', async () => {
    await sends(
      { type: 'image', image: { data: picture.toString('base64'), mime_type: 'image/png' } },
      '34600111333',
    );
    await hub.end('SIGKILL');
    await start();
    const { id } = await newest('image', '34600111333');
    expect(await bytesOf(await get(id))).toEqual(picture);
  }, 30_000);

  it('are uploaded for sending, and kept beside what was received', async () => {
    const { body: accounts } = await hub.api('GET', '/v1/accounts');
    const account = accounts.items[0].id;
    const upload = (bytes: Buffer, type: string) =>
      fetch(`${hub.url}/v1/media?channelAccountId=${account}&filename=factura.pdf`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: bytes as Uint8Array<ArrayBuffer>,
      });
    const refused = await upload(Buffer.alloc(5 * 1_048_576 + 1), 'image/png');
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      code: 'content_invalid',
      detail: expect.stringMatching(/larger/),
    });
    const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
    const { id } = (await (await upload(pdf, 'application/pdf')).json()) as { id: string };
    const conversation = await conversationOf();
    const sent = await hub.api('POST', '/v1/messages', {
      conversationId: conversation.id,
      content: { kind: 'document', id, filename: 'factura.pdf' },
    });
    expect(sent.status).toBe(202);
    const answer = await until('the copy', async () => {
      const got = await get(sent.body.id);
      return got.status === 200 ? got : undefined;
    });
    expect(await bytesOf(answer)).toEqual(pdf);
    expect(answer.headers.get('content-disposition')).toContain('factura.pdf');
  });

  it('go with the person they came from', async () => {
    const before = readdirSync(media).length;
    expect(before).toBeGreaterThanOrEqual(2);
    const { contactId } = await conversationOf('34600111333');
    const { id } = await newest('image', '34600111333');
    const sha256 = createHash('sha256').update(picture).digest('hex');
    expect(existsSync(join(media, contactId, sha256))).toBe(true);
    expect((await hub.api('DELETE', `/v1/contacts/${contactId}`)).status).toBe(204);
    await until('the folder is gone', () => !existsSync(join(media, contactId)));
    expect((await hub.api('GET', `/v1/media/${id}`)).status).toBe(404);
    // The same picture of somebody else stays.
    const other = await newest('image');
    expect(await bytesOf(await get(other.id))).toEqual(picture);
  }, 20_000);

  it('and the lights of the health page name every part', async () => {
    const { body } = await hub.api('GET', '/v1/health');
    const names = body.items.map(({ name }: Loose) => name);
    expect(names).toEqual(expect.arrayContaining(['store', 'reader', 'media', 'confirmations']));
    expect(body.items.every(({ ok, since }: Loose) => ok && since > 0)).toBe(true);
  });
});
