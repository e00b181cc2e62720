import { describe, expect, it } from '@jest/globals';
import { webhookDescriptionIsNativelyResolvable } from 'n8n-workflow';
import type { Event } from '../../../core/src/model/events.ts';
import { derivedEventId } from '../../../core/src/model/ids.ts';
import { configuredOutputs as actionOutputs } from '../../../nodes/Centralita/outputs.ts';
import { CentralitaTrigger } from '../../../nodes/CentralitaTrigger/CentralitaTrigger.node.ts';
import { select, type TriggerEvent, typesOf, type Wanted } from '../../../nodes/CentralitaTrigger/events.ts';
import { createFilter, type Filters } from '../../../nodes/CentralitaTrigger/filters.ts';
import { itemOf } from '../../../nodes/CentralitaTrigger/item.ts';
import { configuredOutputs } from '../../../nodes/CentralitaTrigger/outputs.ts';
import { effective, narrower } from '../../../nodes/CentralitaTrigger/registration.ts';
import { resumePathOf, tapId } from '../../../nodes/shared/tap.ts';

// biome-ignore lint/suspicious/noExplicitAny: events are made by hand here
type Loose = any;

const event = (type: string, data: Loose): Event =>
  ({ id: 'ev_0', type, timestamp: '2030-01-01T10:00:00.000Z', data }) as Event;
const message = (content: Loose, more: Loose = {}, beside: Loose = {}): Event =>
  event('message.received', {
    provider: 'meta',
    account: { providerId: '200' },
    raw: {},
    contact: { waId: '34600111222', name: 'Ana' },
    message: {
      providerId: 'w',
      direction: 'inbound',
      origin: 'customer',
      timestamp: '2030-01-01T10:00:00.000Z',
      content,
      ...more,
    },
    ...beside,
  });
const text = (words: string, beside: Loose = {}) => message({ kind: 'text', text: words }, {}, beside);
const tap = message({ kind: 'button_reply', id: 'yes', title: 'Yes' });

const wanted = (events: TriggerEvent[], more: Partial<Wanted> = {}): Wanted => ({
  events,
  statuses: ['failed'],
  echoes: false,
  standby: false,
  ...more,
});
const as = (given: Event, ...args: Parameters<typeof wanted>) => select(given, wanted(...args))?.as;

describe('what a trigger starts on', () => {
  const all: TriggerEvent[] = ['messageReceived', 'reply', 'optedIn', 'optedOut', 'messageStatus'];

  it('takes each update for the most telling of what was chosen', () => {
    expect(as(text('hello'), all)).toBe('messageReceived');
    expect(as(tap, all)).toBe('reply');
    expect(as(tap, ['messageReceived'])).toBe('messageReceived');
    expect(as(text('STOP'), all)).toBe('optedOut');
    expect(as(text('alta'), all)).toBe('optedIn');
    expect(as(text('STOP'), ['messageReceived'])).toBe('messageReceived');
    expect(as(text('STOP'), ['optedIn'])).toBeUndefined();
  });

  it('makes of a STOP the event that a hub derives, and leaves it to the hub where there is one', () => {
    const selected = select(text('STOP'), wanted(all));
    expect(selected?.event).toMatchObject({
      id: derivedEventId('ev_0', 'consent.changed', 0),
      type: 'consent.changed',
      data: {
        contact: { waId: '34600111222' },
        consent: { state: 'withdrawn', purposes: 'all', actor: 'person', source: 'keyword', wording: 'STOP' },
      },
    });
    expect(as(text('STOP', { hub: {} }), all)).toBeUndefined();
    expect(as(event('consent.changed', { consent: { state: 'withdrawn' }, hub: {} }), all)).toBe('optedOut');
    expect(as(event('consent.changed', { consent: { state: 'pending' } }), all)).toBeUndefined();
  });

  it('starts on no status, echo or standby nobody asked for', () => {
    expect(as(event('message.status', { status: 'read' }), all)).toBeUndefined();
    expect(as(event('message.status', { status: 'failed' }), all)).toBe('messageStatus');
    expect(as(event('message.status', { status: 'failed' }), ['messageReceived'])).toBeUndefined();
    const echo = event('message.sent', { message: { origin: 'app' } });
    expect([as(echo, all), as(echo, all, { echoes: true })]).toEqual([undefined, 'messageReceived']);
    const standby = message({ kind: 'text', text: 'x' }, { origin: 'standby' });
    expect([as(standby, all), as(standby, all, { standby: true })]).toEqual([undefined, 'messageReceived']);
    for (const type of ['message.imported', 'unknown', 'reaction.changed', 'call.changed'])
      expect(as(event(type, {}), all)).toBeUndefined();
  });

  it('asks a hub for what it needs', () => {
    expect(typesOf(wanted(['messageReceived', 'reply', 'optedIn', 'optedOut']))).toEqual([
      'message.received',
      'consent.changed',
    ]);
    expect(typesOf(wanted(['messageReceived'], { echoes: true }))).toEqual([
      'message.received',
      'message.sent',
    ]);
    expect(as(event('conversation.routed', {}), ['conversationRouted'])).toBe('conversationRouted');
  });
});

describe('a webhook', () => {
  it('has n8n evaluate no expression, for which it would make a virtual machine', () => {
    const { version, defaultVersion, webhooks = [] } = new CentralitaTrigger().description;
    // What n8n evaluates for nodes of version 1 is in `parseRequestBody` of its webhook helpers.
    expect(defaultVersion).toBeGreaterThan(1);
    expect(version).toContain(defaultVersion);
    expect(webhooks.map(({ name }) => name)).toEqual(['setup', 'default']);
    expect(webhooks.filter((each) => !webhookDescriptionIsNativelyResolvable(each))).toEqual([]);
  });
});

describe('the item', () => {
  it('ends with what the platform said word for word', () => {
    const { json } = itemOf(text('hello'));
    expect(Object.keys(json)).toEqual(['id', 'type', 'timestamp', 'data']);
    expect(Object.keys(json.data as object)).toEqual(['provider', 'account', 'contact', 'message', 'raw']);
    expect(json).toEqual(text('hello'));
    expect(itemOf(event('conversation.closed', { hub: {} })).json.data).toEqual({ hub: {} });
  });
  it('says why a message failed before it tells the rest', () => {
    const failed = event('message.status', { status: 'failed', raw: {}, errors: [{ code: 131_026 }] });
    const { json } = itemOf(failed);
    expect(Object.keys(json)).toEqual(['id', 'type', 'timestamp', 'failure', 'data']);
    expect(json.failure).toMatchObject({
      providerCode: 131_026,
      message: expect.stringMatching(/./),
      nextStep: expect.stringMatching(/./),
    });
  });
});

describe('filters', () => {
  const none: Filters = {
    senders: [],
    accounts: [],
    keywords: [],
    match: 'words',
    kinds: [],
    firstContact: 'any',
    hours: 'any',
  };
  const hours = { timeZone: 'Europe/Madrid', week: { tue: [{ from: '09:00', to: '18:00' }] } };
  const noon = Date.parse('2030-01-01T11:00:00Z');
  const passes = (filters: Partial<Filters>, given: Event, now = noon) =>
    createFilter({ ...none, ...filters }, hours)(given, now);

  it('know senders however they are written', () => {
    for (const sender of ['+34 600 111 222', '34600111222', '(34) 600-111-222'])
      expect(passes({ senders: [sender] }, text('x'))).toBe(true);
    expect(passes({ senders: ['+34600111223'] }, text('x'))).toBe(false);
  });
  it('look for words without case and accents, and let other events through', () => {
    expect(passes({ keywords: ['precio'] }, text('¿Qué PRÉCIO?'))).toBe(true);
    expect(passes({ keywords: ['precio'] }, text('precios'))).toBe(false);
    expect(passes({ keywords: ['precio'], match: 'contains' }, text('precios'))).toBe(true);
    expect(passes({ keywords: ['precio'] }, event('message.status', { status: 'failed' }))).toBe(true);
  });
  it('tell accounts, kinds, first contact and hours apart', () => {
    expect([passes({ accounts: ['200'] }, text('x')), passes({ accounts: ['201'] }, text('x'))]).toEqual([
      true,
      false,
    ]);
    expect([passes({ kinds: ['image'] }, text('x')), passes({ kinds: ['text'] }, text('x'))]).toEqual([
      false,
      true,
    ]);
    const first = text('x', { hub: { firstContact: true } });
    expect([
      passes({ firstContact: 'yes' }, first),
      passes({ firstContact: 'yes' }, text('x', { hub: {} })),
    ]).toEqual([true, false]);
    const night = Date.parse('2030-01-01T21:00:00Z');
    expect([passes({ hours: 'open' }, text('x')), passes({ hours: 'closed' }, text('x'))]).toEqual([
      true,
      false,
    ]);
    expect([
      passes({ hours: 'open' }, text('x'), night),
      passes({ hours: 'closed' }, text('x'), night),
    ]).toEqual([false, true]);
  });
});

describe('addresses of webhooks', () => {
  it('of the number go before those of the account, and these before those of the app', () => {
    expect(effective({ number: 'n', account: 'a', app: 'p' })).toBe('n');
    expect(effective({ account: 'a', app: 'p' })).toBe('a');
    expect([effective({ app: 'p' }), effective({})]).toEqual(['p', undefined]);
    expect(narrower({ number: 'n', account: 'a' }, 'app')).toEqual({ level: 'number', url: 'n' });
    expect(narrower({ account: 'a', app: 'p' }, 'app')).toEqual({ level: 'account', url: 'a' });
    expect(narrower({ number: 'n' }, 'account')).toEqual({ level: 'number', url: 'n' });
    for (const level of ['number', 'account', 'app'] as const)
      expect(
        narrower({ app: 'p', ...(level === 'number' ? { number: 'n', account: 'a' } : {}) }, level),
      ).toBe(undefined);
  });
});

describe('taps that resume', () => {
  const signature = 'a'.repeat(64);
  const path = `/webhook-waiting/12/1111-2222?approved=true&signature=${signature}`;
  const tapped = (id: string) => resumePathOf({ kind: 'button_reply', id, title: 'Yes' });

  it('carry the path of the waiting execution, also as payload of a template', () => {
    const id = tapId(`https://n8n.example${path}`);
    expect(tapped(id)).toBe(path);
    expect(resumePathOf({ kind: 'button', payload: id, text: 'Yes' })).toBe(path);
    expect(tapped(tapId(`https://n8n.example/base${path}`))).toBe(`/base${path}`);
    expect(id.length).toBeLessThan(200);
  });
  it('lead nowhere else', () => {
    for (const wrong of [
      'yes',
      path,
      `c:/webhook/12/x?signature=${signature}`,
      `c://evil.example/webhook-waiting/1/x?signature=${signature}`,
      `c:/webhook-waiting/../rest/login?signature=${signature}`,
      `c:/webhook-waiting/1/x?signature=short`,
      `c:/webhook-waiting/1/x/y?signature=${signature}`,
      `c:https://evil.example/webhook-waiting/1/x?signature=${signature}`,
      `c:/webhook-waiting/1/x?a=@evil&signature=${signature}#`,
    ])
      expect(tapped(wrong)).toBeUndefined();
    expect(resumePathOf({ kind: 'text', text: `c:${path}` })).toBeUndefined();
  });
});

describe('outputs', () => {
  /** As n8n does it: the text of the function, evaluated elsewhere. */
  const evaluated = (of: (parameters: never) => unknown, parameters: Loose) =>
    new Function('p', `return (${of})(p)`)(parameters);

  it('of the trigger are named after the events', () => {
    expect(evaluated(configuredOutputs, {})).toEqual([{ type: 'main' }]);
    expect(evaluated(configuredOutputs, { outputs: 'each', events: ['optedIn', 'reply'] })).toEqual([
      { type: 'main', displayName: 'Opted In' },
      { type: 'main', displayName: 'Button or List Reply' },
    ]);
  });
  it('of the route are one for each team and a default', () => {
    const values = [{ output: 'Sales' }, { output: 'Support' }, { output: 'Sales' }, {}];
    expect(evaluated(actionOutputs, { operation: 'route', rules: { values } })).toEqual(
      ['Sales', 'Support', 'Default'].map((displayName) => ({ type: 'main', displayName })),
    );
    expect(evaluated(actionOutputs, { operation: 'sendText' })).toEqual([{ type: 'main' }]);
    expect(evaluated(actionOutputs, { operation: 'sendAndWait', waitOutputs: 'each' })).toEqual(
      ['No Answer', 'Approve', 'Decline'].map((displayName) => ({ type: 'main', displayName })),
    );
  });
});
