import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Bench, phoneNumberId, startBench } from '../testing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const form = (
  type = 'image/jpeg',
  extra: Record<string, string> = { messaging_product: 'whatsapp' },
  data = bytes,
) => {
  const body = new FormData();
  for (const [key, value] of Object.entries(extra)) body.set(key, value);
  body.set('file', new File([data], 'foto.jpg', { type }));
  return body;
};
const upload = (body: FormData) => bench.graph('POST', `/${phoneNumberId}/media`, body);
const download = (url: string, token = 'access-token') =>
  fetch(url, { headers: { authorization: `Bearer ${token}` } });

it('gives back what was uploaded, behind the token and for five minutes', async () => {
  const { body } = await upload(form());
  const info = await bench.graph('GET', `/${body.id}?phone_number_id=${phoneNumberId}`);
  expect(info.body).toEqual({
    messaging_product: 'whatsapp',
    id: body.id,
    url: expect.stringContaining(`${bench.base}/graph/media/${body.id}?ext=`),
    mime_type: 'image/jpeg',
    sha256,
    file_size: 7,
  });
  const file = await download(info.body.url);
  expect(file.headers.get('content-type')).toBe('image/jpeg');
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
  expect((await download(info.body.url, 'wrong')).status).toBe(401);
  expect((await download(info.body.url.replace(/hash=./, 'hash=!'))).status).toBe(404);
  await bench.control('POST', '/clock', { advance: '301s' });
  expect((await download(info.body.url)).status).toBe(404);
  const again = await bench.graph('GET', `/${body.id}`);
  expect((await download(again.body.url)).status).toBe(200);
});

it('sends an uploaded file until it is deleted or 30 days old', async () => {
  const { id } = (await upload(form())).body;
  const send = () => bench.send({ to: '+34600111222', type: 'image', image: { id } });
  expect((await send()).status).toBe(200);
  await bench.control('POST', '/clock', { advance: '30d' });
  expect((await send()).body.error.code).toBe(131009);
  expect((await bench.graph('GET', `/${id}`)).body.error.error_subcode).toBe(33);
  const { id: other } = (await upload(form())).body;
  expect((await bench.graph('DELETE', `/${other}`)).body).toEqual({ success: true });
  expect((await bench.graph('GET', `/${other}`)).body.error.code).toBe(100);
});

it('fails a file that is not what the message says with 131053', async () => {
  await bench.write('34600111222');
  const { id } = (await upload(form())).body;
  bench.receiver.clear();
  await bench.send({ to: '+34600111222', type: 'video', video: { id } });
  await bench.sandbox.idle();
  expect(bench.receiver.all('statuses')[0].errors[0].code).toBe(131053);
});

const file = (parts: (string | number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1'))));
const webp = (width: number, flags = 0, size = 30) =>
  file([
    'RIFF',
    [0, 0, 0, 0],
    'WEBPVP8X',
    [10, 0, 0, 0],
    [flags, 0, 0, 0],
    [(width - 1) & 255, (width - 1) >> 8, 0, 255, 1, 0],
    [...new Array(size - 30).fill(0)],
  ]);

it.each([
  ['a web page called a picture', 'image/png', '<html>', 'image', /text\/html/],
  ['a program called a picture', 'image/jpeg', 'MZ....', 'image', /x-msdownload/],
  ['a picture called a report', 'application/pdf', [0xff, 0xd8, 0xff, 0xe0], 'document', /image\/jpeg/],
  ['a film called a song', 'audio/mpeg', 'RIFF....WAVE', 'audio', /audio\/wav/],
])('finds %s out, after having accepted it', async (_, type, data, kind, details) => {
  await bench.write('34600111222');
  const { id } = (await upload(form(type, undefined, file([data])))).body;
  bench.receiver.clear();
  expect((await bench.send({ to: '+34600111222', type: kind, [kind]: { id } })).status).toBe(200);
  await bench.sandbox.idle();
  const [{ errors }] = bench.receiver.all('statuses');
  expect([errors[0].code, errors[0].error_data.details]).toEqual([131053, expect.stringMatching(details)]);
});

it.each([
  ['512 pixels wide', webp(512), undefined],
  ['500 pixels wide', webp(500), /512 x 512/],
  ['still and large', webp(512, 0, 120_000), /100 KB/],
  ['moving and large', webp(512, 2, 120_000), undefined],
  ['cut off', file(['RIFF....WEBPVP8 ']), /readable/],
])('takes a sticker that is %s as it should be taken', async (_, data, details) => {
  await bench.write('34600111222');
  const { id } = (await upload(form('image/webp', undefined, data))).body;
  bench.receiver.clear();
  await bench.send({ to: '+34600111222', type: 'sticker', sticker: { id } });
  await bench.sandbox.idle();
  const [{ status, errors }] = bench.receiver.all('statuses');
  if (details) expect(errors[0].error_data.details).toMatch(details);
  else expect(status).toBe('sent');
});

it('wants ogg in a voice message', async () => {
  await bench.write('34600111222');
  for (const [type, data, status] of [
    ['audio/ogg', 'OggS', 'sent'],
    ['audio/mpeg', 'ID3', 'failed'],
  ] as const) {
    const { id } = (await upload(form(type, undefined, file([data])))).body;
    bench.receiver.clear();
    await bench.send({ to: '+34600111222', type: 'audio', audio: { id, voice: true } });
    await bench.sandbox.idle();
    expect(bench.receiver.all('statuses')[0].status).toBe(status);
  }
});

it.each([
  ['without messaging_product', form('image/jpeg', {}), /messaging_product/],
  ['of a type that is not taken', form('image/tiff'), /following types/],
  ['that is empty', form('image/png', { messaging_product: 'whatsapp' }, new Uint8Array()), /empty/],
  [
    'that is too large',
    form('image/webp', { messaging_product: 'whatsapp' }, new Uint8Array(600 * 1024)),
    /at most/,
  ],
])('refuses a file %s', async (_, body, details) => {
  const answer = await upload(body);
  expect([answer.status, answer.body.error.code]).toEqual([400, 100]);
  expect(answer.body.error.error_data?.details ?? answer.body.error.message).toMatch(details);
});

it('hands a file of a customer over, for seven days', async () => {
  const data = Buffer.from(bytes).toString('base64');
  const image = { data, mime_type: 'image/jpeg', caption: 'foto' };
  await bench.control('POST', '/customers/34600111222/messages', { type: 'image', image });
  const seen = bench.receiver.all('messages').at(-1).image;
  expect(seen).toEqual({
    id: expect.any(String),
    mime_type: 'image/jpeg',
    caption: 'foto',
    sha256: createHash('sha256').update(bytes).digest('base64'),
    url: expect.any(String),
  });
  expect(Buffer.from(await (await download(seen.url)).arrayBuffer())).toEqual(Buffer.from(bytes));
  await bench.control('POST', '/clock', { advance: '7d' });
  expect((await bench.graph('GET', `/${seen.id}`)).status).toBe(400);
});

it('keeps files for the phone page', async () => {
  const body = new FormData();
  body.set('file', new File([bytes], 'nota.pdf', { type: 'application/pdf' }));
  const kept = await bench.control('POST', '/media', body);
  expect(kept.body).toMatchObject({ mime_type: 'application/pdf', sha256, file_size: 7 });
  await bench.control('POST', '/customers/34600111222/messages', {
    type: 'document',
    document: { id: kept.body.id },
  });
  expect(bench.receiver.all('messages').at(-1).document).toMatchObject({
    id: kept.body.id,
    filename: 'nota.pdf',
  });
  const file = await fetch(`${bench.base}/sandbox/media/${kept.body.id}`);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
  expect((await file.arrayBuffer()).byteLength).toBe(7);
  expect((await bench.control('GET', '/media/404')).status).toBe(404);
  expect((await bench.control('POST', '/media', {})).status).toBe(400);
});

it('takes the example of a template in parts', async () => {
  const text = 'a picture of a hat';
  const query = new URLSearchParams({
    file_length: String(text.length),
    file_type: 'image/png',
    file_name: 'hat.png',
  });
  const { id } = (await bench.graph('POST', `/3000000000001/uploads?${query}`)).body;
  const part = async (from: number, to: number) => {
    const response = await fetch(`${bench.base}/graph/v25.0/${id}`, {
      method: 'POST',
      headers: { authorization: 'OAuth access-token', file_offset: String(from) },
      body: text.slice(from, to),
    });
    return { status: response.status, body: (await response.json()) as { file_offset?: number; h?: string } };
  };
  expect((await part(0, 5)).body.file_offset).toBe(5);
  expect((await part(0, 5)).status).toBe(400);
  expect((await bench.graph('GET', `/${id}`)).body.file_offset).toBe(5);
  const handle = (await part(5, text.length)).body.h;
  expect(handle).toMatch(/^4:/);
  const made = await bench.graph('POST', '/1000000000001/message_templates', {
    name: 'gorras',
    language: 'es',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } },
      { type: 'BODY', text: 'Han llegado las gorras' },
    ],
  });
  expect(made.body.status).toBe('PENDING');
  expect((await bench.graph('POST', '/3000000000001/uploads?file_length=1&file_type=text/html')).status).toBe(
    400,
  );
});
