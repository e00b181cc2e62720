import { describe, expect, it } from '@jest/globals';
import { type Event, eventTypes } from '../model/events.ts';
import { opensWindow } from './opens-window.ts';

const event = (type: string, data: object) => ({ id: 'ev_x', type, timestamp: '', data }) as unknown as Event;
const message = (content: object, more: object = {}) =>
  event('message.received', { message: { origin: 'customer', direction: 'inbound', content, ...more } });
const reaction = (more: object) =>
  event('reaction.changed', { reaction: { direction: 'inbound', emoji: '👍', ...more } });
const call = (more: object) => event('call.changed', { call: more });

describe('opensWindow', () => {
  it.each([
    'text',
    'image',
    'video',
    'audio',
    'document',
    'sticker',
    'location',
    'contacts',
    'button',
    'button_reply',
    'list_reply',
    'nfm_reply',
    'call_permission_reply',
    'payment_method',
    'order',
  ])('a customer’s %s does', (kind) => {
    expect(opensWindow(message({ kind }))).toBe(true);
  });

  it.each([
    ['a welcome request', message({ kind: 'request_welcome' })],
    ['a placeholder of history', message({ kind: 'media_placeholder' })],
    ['a standby copy', message({ kind: 'text' }, { origin: 'standby' })],
    ['a message in a group', message({ kind: 'text' }, { groupId: 'g1' })],
    ['history', message({ kind: 'text' }, { origin: 'history' })],
    [
      'an echo',
      event('message.sent', { message: { origin: 'app', direction: 'outbound', content: { kind: 'text' } } }),
    ],
    ['an outbound message', message({ kind: 'text' }, { direction: 'outbound' })],
    ['a call of ours that rings', call({ direction: 'outbound', event: 'status', status: 'RINGING' })],
    ['a call of ours refused', call({ direction: 'outbound', event: 'status', status: 'REJECTED' })],
    ['the end of a call', call({ direction: 'inbound', event: 'terminate', status: 'COMPLETED' })],
  ])('%s does not', (_, given) => {
    expect(opensWindow(given)).toBe(false);
  });

  it('a call by the customer does, and one they accept', () => {
    expect(opensWindow(call({ direction: 'inbound', event: 'connect' }))).toBe(true);
    expect(opensWindow(call({ direction: 'outbound', event: 'status', status: 'ACCEPTED' }))).toBe(true);
    expect(opensWindow(call({ event: 'status', status: 'accepted' }))).toBe(true);
  });

  it('a reaction does only by setting, and never ours nor its removal', () => {
    expect(opensWindow(reaction({}))).toBe(false);
    const settings = { reactionOpensWindow: true };
    expect(opensWindow(reaction({}), settings)).toBe(true);
    expect(opensWindow(reaction({ emoji: undefined }), settings)).toBe(false);
    expect(opensWindow(reaction({ emoji: '' }), settings)).toBe(false);
    expect(opensWindow(reaction({ direction: 'outbound' }), settings)).toBe(false);
  });

  it('what the API does not carry does, unless switched off', () => {
    for (const kind of ['unsupported', 'unknown']) {
      expect(opensWindow(message({ kind }))).toBe(true);
      expect(opensWindow(message({ kind }), { unsupportedOpensWindow: false })).toBe(false);
      expect(opensWindow(message({ kind }, { origin: 'standby' }))).toBe(false);
    }
  });

  it('no other event does', () => {
    for (const type of eventTypes) {
      if (['message.received', 'reaction.changed', 'call.changed'].includes(type)) continue;
      expect(opensWindow(event(type, {}), { reactionOpensWindow: true })).toBe(false);
    }
  });
});
