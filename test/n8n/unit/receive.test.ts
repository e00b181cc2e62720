import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { receive } from '../../../nodes/CentralitaTrigger/receive.ts';

// biome-ignore lint/suspicious/noExplicitAny: as much of a node as a webhook asks for
type Loose = any;

let made = 0;
/** A published trigger whose credential has this secret; `reads` counts how often n8n was asked for it. */
const trigger = () => {
  const state = { secret: 'first', reads: 0 };
  const id = `node-${++made}`;
  const post = async (secret: string): Promise<number> => {
    const rawBody = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [] }));
    let answered = 200;
    const response = {
      status: (code: number) => {
        answered = code;
        return response;
      },
      type: () => response,
      send: () => response,
    };
    const node: Loose = {
      getRequestObject: () => ({
        rawBody,
        headers: {
          'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`,
        },
      }),
      getResponseObject: () => response,
      getNodeParameter: (name: string, fallback: unknown) => (name === 'connection' ? 'direct' : fallback),
      getCredentials: async () => {
        state.reads += 1;
        return {
          appSecret: state.secret,
          accessToken: 't',
          phoneNumberId: '1',
          baseUrl: 'http://127.0.0.1:9',
          version: 'v25.0',
        };
      },
      getNode: () => ({ id, credentials: { centralitaWhatsAppApi: { id: 'one', name: 'One' } } }),
      getWorkflow: () => ({ id: 'workflow' }),
      getMode: () => 'webhook',
      getTimezone: () => 'UTC',
      logger: { warn: () => undefined },
    };
    await receive(node);
    return answered;
  };
  return { state, post };
};

describe('the credential of a webhook', () => {
  it('is read once for a burst', async () => {
    const { state, post } = trigger();
    expect(await Promise.all([post('first'), post('first')])).toEqual([200, 200]);
    for (let n = 0; n < 20; n += 1) expect(await post('first')).toBe(200);
    expect(state.reads).toBeLessThanOrEqual(2);
  });

  it('counts at once when it has been changed', async () => {
    const { state, post } = trigger();
    expect(await post('first')).toBe(200);
    state.secret = 'second';
    expect(await post('second')).toBe(200);
    expect(await post('first')).toBe(401);
  });

  it('lets nobody in with another, nor another node in with this one', async () => {
    const one = trigger();
    const other = trigger();
    other.state.secret = 'other';
    expect(await one.post('first')).toBe(200);
    expect(await other.post('first')).toBe(401);
    expect(await other.post('other')).toBe(200);
    expect(await one.post('forged')).toBe(401);
  });
});
