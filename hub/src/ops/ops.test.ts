import { describe, expect, it } from '@jest/globals';
import { createHealth } from './health.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';

const logged = (
  write: (log: ReturnType<typeof createLog>) => void,
  format: 'json' | 'plain' = 'json',
): string => {
  let text = '';
  write(
    createLog({
      level: 'trace',
      format,
      write: (line) => {
        text += line;
      },
    }),
  );
  return text;
};

const secrets = {
  wamid: 'wamid.HBgNNTQ5MTE1NTU1MDEwMBUCABIYFjNFQjBCNkY4',
  phone: '+54 9 11 5555-0100',
  waId: '5491155550100',
  token: 'EAAGm0PX4ZCpsBO7ZAKxZBvXq1ZC5yH9',
  key: 'ctl_019f6f7d1c00d3b07384d113edec49ea_Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmE',
  signing: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  slack: `xoxb-${'1234'}-abcdefghij`,
};

describe('the log', () => {
  it.each(Object.entries(secrets))('never shows a %s, wherever it stands', (_name, secret) => {
    const text = logged((log) => {
      log.info(`message ${secret}`);
      log.warn('field', { note: secret, deep: { list: [{ of: secret }] } });
      log.error('error', { error: new Error(`failed for ${secret}`, { cause: new Error(secret) }) });
      log.with({ bound: secret }).debug('bound');
      log.info('address', { url: `https://graph.example/me?access_token=${secret}&x=1` });
    });
    expect(text.trim().split('\n')).toHaveLength(5);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(secret.slice(-8));
  });

  it.each([
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'appSecret',
    'app_secrets',
    'accessToken',
    'verifyToken',
    'password',
    'x-hub-signature-256',
    'text',
    'phone',
    'email',
  ])('shows nothing of a field that is called %s', (name) => {
    for (const value of ['open sesame', ['open sesame'], { of: 'open sesame' }]) {
      const text = logged((log) => log.info('x', { [name]: value, headers: { [name]: value } }));
      expect(text).not.toContain('sesame');
    }
  });

  it('leaves what helps: ids, times, numbers, codes', () => {
    const fields = {
      messageId: 'ms_3f9d0c5be1a24d7c8e6b0a1f2c3d4e5f',
      requestId: 'rq_6mUYVQJ0c1bT',
      at: 1_790_000_000_000,
      when: '2026-09-21T14:13:20.000Z',
      code: 'consent_withdrawn',
      status: 503,
      address: '192.168.100.200',
    };
    expect(JSON.parse(logged((log) => log.info('x', fields)))).toMatchObject({
      level: 'info',
      msg: 'x',
      ...fields,
    });
  });

  it('cuts what is deep or long, and survives a circle', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(logged((log) => log.info('x', { circle, long: 'a'.repeat(10_000) })).length).toBeLessThan(3000);
  });

  it('is one line a message for machines, and readable for people', () => {
    expect(
      logged((log) => log.info('a\nb', { x: 'c\nd' }))
        .trim()
        .split('\n'),
    ).toHaveLength(1);
    expect(logged((log) => log.warn('Low disk', { free: 12 }), 'plain')).toMatch(
      /^\d\d:\d\d:\d\d {2}warn {3}Low disk {2}free=12\n$/,
    );
  });

  it('does not write below its level', () => {
    let text = '';
    const log = createLog({
      level: 'warn',
      write: (line) => {
        text += line;
      },
    });
    log.info('no');
    log.warn('yes');
    expect(text).toContain('yes');
    expect(text).not.toContain('"no"');
  });
});

describe('metrics', () => {
  it('are told as Prometheus reads them', async () => {
    const metrics = createMetrics();
    metrics.ingress('stored');
    metrics.ingress('forged');
    metrics.ingested(0.003);
    metrics.event('message.received');
    metrics.send('uncertain');
    metrics.commit(12, 0.004);
    metrics.delivery('sub_1', 'dead');
    metrics.request('GET', '/v1/contacts', 200, 0.01);
    metrics.consumers(() => [{ consumer: 'sub_1', lag: 5, dead: 2, held: 1 }]);
    metrics.queue(() => 3);
    const { body, contentType } = await metrics.text();
    expect(contentType).toContain('text/plain');
    for (const line of [
      'centralita_webhook_requests_total{outcome="stored"} 1',
      'centralita_webhook_requests_total{outcome="forged"} 1',
      'centralita_webhook_seconds_count 1',
      'centralita_events_total{type="message.received"} 1',
      'centralita_sends_total{outcome="uncertain"} 1',
      'centralita_commit_writes_sum 12',
      'centralita_deliveries_total{consumer="sub_1",outcome="dead"} 1',
      'centralita_consumer_lag_events{consumer="sub_1"} 5',
      'centralita_dead_letters{consumer="sub_1"} 2',
      'centralita_held_events{consumer="sub_1"} 1',
      'centralita_sends_waiting 3',
      'centralita_api_seconds_count{method="GET",route="/v1/contacts",status="2xx"} 1',
    ]) {
      expect(body).toContain(line);
    }
  });

  it('are each hub’s own', async () => {
    createMetrics().ingress('stored');
    expect((await createMetrics().text()).body).not.toContain('outcome="stored"');
  });
});

describe('health', () => {
  it('is as well as its parts', async () => {
    const health = createHealth();
    health.add('store', () => ({ ok: true }));
    expect(await health.check()).toEqual({ ok: true, parts: { store: { ok: true } } });
    health.add('sending', async () => {
      throw new Error('no answer');
    });
    expect(await health.check()).toEqual({
      ok: false,
      parts: { store: { ok: true }, sending: { ok: false, detail: 'no answer' } },
    });
  });
});
