import { describe, expect, it } from '@jest/globals';
import { whatsappSamples } from '../../../../../test/support/whatsapp-samples/index.ts';
import type { OutboundContent } from '../../../model/content.ts';
import type { Recipient } from '../../channel.ts';
import { outboundKinds } from '../check/check.ts';
import { build } from './build.ts';

const hello = { content: { kind: 'text', text: 'Hola' } as OutboundContent };
const addressOf = (to: Recipient) => {
  const { recipient_type, to: number, recipient } = build(hello, to, '');
  return { recipient_type, to: number, recipient };
};

describe('build', () => {
  it.each(whatsappSamples.map((sample) => [sample.name, sample] as const))(
    'writes %s',
    (_, { content, body }) => {
      expect(build({ content }, { phone: '+34600111222' }, 'ctl1.a')).toStrictEqual({
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '+34600111222',
        ...body,
        biz_opaque_callback_data: 'ctl1.a',
      });
    },
  );

  it('has a sample of every kind', () => {
    expect(new Set(whatsappSamples.map(({ content }) => content.kind))).toEqual(new Set(outboundKinds));
  });

  it('quotes the message it answers', () => {
    expect(build({ ...hello, replyTo: 'wamid.AAA1' }, { waId: '34600111222' }, '')).toStrictEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+34600111222',
      context: { message_id: 'wamid.AAA1' },
      type: 'text',
      text: { body: 'Hola' },
    });
  });

  it.each<[string, Recipient, object]>([
    [
      'what WhatsApp calls the person',
      { waId: '5511987654321', phone: '+551187654321' },
      { to: '+5511987654321' },
    ],
    ['the phone', { phone: '+34600111222', userId: 'ES.1' }, { to: '+34600111222' }],
    ['the user id', { userId: 'ES.100000000000000001' }, { recipient: 'ES.100000000000000001' }],
    ['a user id of an older form', { userId: 'user.af3', waId: '' }, { recipient: 'user.af3' }],
    ['a user id in the place of a number', { waId: 'ES.ENT.1a' }, { recipient: 'ES.ENT.1a' }],
    ['an opaque id as it is', { waId: 'x-1' }, { to: 'x-1' }],
  ])('writes to %s', (_, to, address) => {
    expect(addressOf(to)).toEqual({ recipient_type: 'individual', ...address });
  });

  it('writes to a group', () => {
    expect(addressOf({ groupId: 'g1', waId: '34600111222' })).toEqual({ recipient_type: 'group', to: 'g1' });
  });

  it('says so when there is nobody to write to', () => {
    expect(() => build(hello, {}, '')).toThrow(expect.objectContaining({ code: 'recipient_unknown' }));
  });

  it('does not let a raw body choose recipient or account', () => {
    const body = {
      type: 'text',
      text: { body: 'x' },
      to: '+1',
      messaging_product: 'other',
      biz_opaque_callback_data: 'y',
    };
    expect(build({ content: { kind: 'raw', body } }, { phone: '+34600111222' }, 'ctl1.a')).toStrictEqual({
      type: 'text',
      text: { body: 'x' },
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+34600111222',
      biz_opaque_callback_data: 'ctl1.a',
    });
  });
});
