import { CentralitaError, type Message } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examples } from '../openapi/examples.ts';
import { createKit, type Kit, problemIn } from '../testing/kit.ts';

const number = '5491155550100';
const shown = '54…00';
let on = true;
const masking = { on: () => on, isContact: (digits: string) => digits === number };

let kit: Kit;
let key: string;
let cookie: string;
const start = async (options: Parameters<typeof createKit>[0] = {}) => {
  kit = createKit({ masking, ...options });
  key = await kit.newKey(['admin']);
  const signedIn = await kit.fetch('/console/session', { method: 'POST', body: JSON.stringify({ key }) });
  cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
};
beforeEach(async () => {
  on = true;
  await start();
});
afterEach(() => kit.close());

const page = (path: string, init: RequestInit = {}) => kit.fetch(path, { ...init, headers: { cookie } });
const contact = `/v1/contacts/${examples.Contact.id}`;
const lastCall = (name: string) => kit.services.calls.filter((call) => call.name === name).at(-1)?.args;

describe('where numbers are hidden', () => {
  it('pages receive them in part, whatever their key may do', async () => {
    for (const path of [
      contact,
      '/v1/contacts',
      '/v1/conversations',
      `/v1/conversations/${examples.Conversation.id}`,
    ]) {
      const text = await (await page(path)).text();
      expect(text).toContain(shown);
      expect(text).not.toContain(number);
    }
    expect((await (await page('/v1/contacts')).json()) as object).toMatchObject({
      items: [{ id: examples.Contact.id }],
    });
  });

  it('programs receive them whole, with the same key', async () => {
    expect(await (await kit.fetch(contact, { key })).json()).toEqual(examples.Contact);
    const own = kit.api.fetchAs({ name: 'slack', scopes: new Set(['contacts:read']) });
    expect(await (await own(`http://hub.invalid${contact}`)).json()).toEqual(examples.Contact);
  });

  it('a page that has been open is not shown more, nor less, than the settings say now', async () => {
    on = false;
    expect(await (await page(contact)).json()).toEqual(examples.Contact);
    on = true;
    expect(await (await page(contact)).text()).not.toContain(number);
  });

  it('whoever needs no key in the demonstration is shown them in part too', async () => {
    await kit.close();
    await start({ demo: true });
    expect(await (await kit.fetch(contact)).text()).not.toContain(number);
    expect(await (await kit.fetch(contact, { key })).text()).toContain(number);
  });

  it('a search asks for the whole number', async () => {
    await page(`/v1/conversations?q=%2B${number}`);
    expect(lastCall('conversations.list')?.[0]).toMatchObject({ q: `+${number}` });
    await page(`/v1/contacts?phone=%2B${number}`);
    expect(lastCall('contacts.list')?.[0]).toMatchObject({ phone: `+${number}` });
  });

  it('events come without them, all at once and one by one', async () => {
    const event = {
      ...examples.EventPage.events[0],
      data: { message: { from: '34611000111', text: `Tel. ${number}` } },
    };
    kit.services.events.read = async () => ({ events: [JSON.stringify(event)], cursor: '7', more: false });
    kit.services.events.stream = async function* () {
      yield [
        { json: JSON.stringify(event), cursor: '7' },
        { json: JSON.stringify(event), cursor: '8' },
      ];
    };
    const masked = { ...event, data: { message: { from: '34…11', text: `Tel. ${shown}` } } };
    expect(await (await page('/v1/events')).json()).toEqual({ events: [masked], cursor: '7', more: false });
    const stream = await page('/v1/events/stream');
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const frame = (cursor: string) => `id: ${cursor}\ndata: ${JSON.stringify(masked)}\n\n`;
    expect(await stream.text()).toBe(`retry: 3000\n\n${frame('7')}${frame('8')}`);
  });

  it('a stream that is left is over', async () => {
    const stream = await page('/v1/events/stream');
    await stream.body?.cancel();
    // As many as may be open: one that was not given up would be one too many.
    for (let n = 0; n < 256; n += 1) {
      const one = await page('/v1/events/stream');
      expect(one.status).toBe(200);
      await one.body?.cancel();
    }
  });

  it.each(['text', 'html'] as const)('a transcript comes without them: %s', async (format) => {
    const letters = `Ana +54 9 11 5555 0100 · año\n10:00 Ana: ${number}`;
    kit.services.conversations.transcript = async function* () {
      // In parts that break the number.
      for (const part of letters.match(/[\s\S]{1,7}/g) ?? []) yield part;
    };
    const answer = await page(`/v1/conversations/${examples.Conversation.id}/transcript?format=${format}`);
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    expect(await answer.text()).toBe(`Ana +54…00 · año\n10:00 Ana: ${shown}`);
  });

  it('what is refused is told without them', async () => {
    kit.services.contacts.get = async () => {
      throw new CentralitaError('not_found', `nobody with +${number}`);
    };
    expect(await problemIn(await page(contact))).toMatchObject({
      status: 404,
      detail: `nobody with +${shown}`,
    });
  });

  it('a file is as the customer sent it', async () => {
    const bytes = new TextEncoder().encode(`Call ${number}`);
    kit.services.media.get = async () => ({ bytes, mimeType: 'text/plain' });
    const answer = await page(`/v1/media/${(examples.MessageQueued as Message).id}`);
    expect(await answer.text()).toBe(`Call ${number}`);
  });

  it('what cannot be masked is not answered', async () => {
    kit.services.events.read = async () => ({ events: [`{"from":"${number}"`], cursor: '7', more: false });
    const answer = await page('/v1/events');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain(number);
  });
});

describe('what a page sends back', () => {
  const patch = (path: string, body: object) => page(path, { method: 'PATCH', body: JSON.stringify(body) });

  it('does not put the hidden form in the place of a number', async () => {
    const whole = { ...examples.Contact, name: `+${number}`, attributes: { tel: number, city: 'Rosario' } };
    kit.services.contacts.get = async () => whole;
    const { attributes } = (await (await page(contact)).json()) as typeof whole;
    await patch(contact, { name: `+${shown}`, attributes: { ...attributes, city: 'Salta' } });
    expect(lastCall('contacts.update')?.[1]).toEqual({
      name: `+${number}`,
      attributes: { tel: number, city: 'Salta' },
    });
  });

  it('nor in a note that is rewritten', async () => {
    const note = { ...examples.Note, text: `Call ${number} at ten` };
    kit.services.conversations.notes = async () => [note];
    await patch(`/v1/notes/${note.id}`, { text: `Call ${shown} at nine` });
    expect(lastCall('conversations.editNote')?.[1]).toEqual({ text: `Call ${number} at nine` });
  });
});
