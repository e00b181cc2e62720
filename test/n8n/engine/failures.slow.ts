import { describe, expect, it } from '@jest/globals';
import { directWorld, type Loose, to } from './direct-world.ts';

/** What a run cannot do is told on the item, with what to do, and is sent once at most. */
describe('failures with the Cloud API', () => {
  const { run, failure, sends, bench, credentials } = directWorld();

  describe('an error on the item says what to do', () => {
    it('wrong token', async () => {
      const told = await failure({}, credentials({ accessToken: 'wrong' }));
      expect(told).toMatchObject({
        name: 'NodeApiError',
        message: expect.stringMatching(/190/),
        description: expect.stringMatching(/token/i),
      });
      expect(told.failure).toEqual({ cause: 'credential-invalid' });
    });
    it('expired token', async () => {
      await bench().control('POST', '/faults', [
        { kind: 'send_error', code: 190, httpStatus: 401, details: 'Session has expired' },
      ]);
      const told = await failure({});
      expect(told.description).toMatch(/expired.*token/is);
    });
    it('wrong number', async () => {
      const told = await failure({}, credentials({ phoneNumberId: '999' }));
      expect(told.message).toMatch(/WhatsApp error 100/);
      expect(told.description?.length).toBeGreaterThan(20);
    });
    it('nobody to send to', async () => {
      expect((await failure({ to: '={{ "" }}' })).message).toMatch(/Nobody to send to/);
      expect((await failure({ to: 'ct_0123456789abcdef' })).description).toMatch(/Hub/);
    });
    const template = (value: Loose) => ({
      operation: 'sendTemplate',
      template: { __rl: true, mode: 'id', value: 'order_shipped|en_US' },
      variables: { mappingMode: 'defineBelow', value },
    });
    it('a template with a parameter missing, empty or too many', async () => {
      for (const value of [{ 'body.1': 'Ana' }, { 'body.1': 'a', 'body.2': 'b', 'body.3': 'c' }]) {
        const told = await failure(template(value));
        expect(told.message).toMatch(/132000/);
        expect(told.description).toMatch(/variable|parameter/i);
      }
      expect((await failure(template({ 'body.1': 'Ana', 'body.2': '' }))).message).toMatch(/body\.2.*empty/);
      expect(await sends()).toEqual([]);
    });
    it('a template that is none', async () => {
      const told = await failure({
        ...template({}),
        template: { __rl: true, mode: 'id', value: 'nothing|es' },
      });
      expect(told.message).toMatch(/132001/);
      expect(
        (await failure({ ...template({}), template: { __rl: true, mode: 'id', value: '={{ "nothing" }}' } }))
          .description,
      ).toMatch(/order_shipped\|en_US/);
    });
    it('media too large or of the wrong type', async () => {
      const file = (bytes: Buffer, mimeType: string) => [
        { json: {}, binary: { data: { data: bytes.toString('base64'), mimeType, fileName: 'f' } } },
      ];
      const parameters = {
        operation: 'sendMedia',
        mediaKind: 'image',
        mediaSource: 'binary',
        binaryField: 'data',
      };
      const large = await failure(parameters, credentials(), file(Buffer.alloc(5_300_000, 1), 'image/jpeg'));
      expect(large.message).toMatch(/larger than/);
      expect(large.description).toMatch(/smaller|compress|size|MB/i);
      const wrong = await failure(parameters, credentials(), file(Buffer.from('GIF89a'), 'image/gif'));
      expect(`${wrong.message} ${wrong.description}`).toMatch(/gif|type|format/i);
      expect(await sends()).toEqual([]);
    });
    it('no file where one is to be sent', async () => {
      const told = await failure({
        operation: 'sendMedia',
        mediaKind: 'image',
        mediaSource: 'binary',
        binaryField: 'photo',
      });
      expect(`${told.message} ${told.description}`).toMatch(/photo/);
    });
    it('a barred region', async () => {
      const told = await failure({ to: '+5355512345' });
      expect(told.message).toMatch(/region/);
      expect(await sends()).toEqual([]);
    });
    it('nothing answers', async () => {
      const told = await failure({}, credentials({ baseUrl: 'http://127.0.0.1:9' }));
      expect(told.message).toMatch(/No connection to WhatsApp \(ECONNREFUSED\)/);
      expect(told.description).toMatch(/Nothing was sent/);
    });
    it('a text that is too long, before any call', async () => {
      expect((await failure({ text: 'x'.repeat(5000) })).description).toMatch(/4096/);
    });
  });

  describe('retry on fail', () => {
    const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
    it('repeats nothing that was accepted', async () => {
      // The second item fails for good; the first was sent in the first try already.
      const ran = await run({ to: '={{ $json.to }}', text: 'hi' }, retrying, [{ to }, { to: '+5355512345' }]);
      expect(ran.status).toBe('error');
      expect((await sends()).map(({ count }) => count)).toEqual([1]);
    });
    it('repeats nothing of which nobody knows', async () => {
      await bench().control('POST', '/faults', [{ kind: 'reset', accepted: true }]);
      const ran = await run({ to, text: 'hi' }, retrying);
      expect(ran.status).toBe('error');
      expect(ran.error?.message).toMatch(/Nobody knows/);
      expect(ran.error?.description).toMatch(/Wait for a status/);
      expect(await sends()).toHaveLength(1);
    });
    it('does repeat what was refused', async () => {
      await bench().control('POST', '/faults', [{ kind: 'rate_limited' }]);
      const ran = await run({ to, text: 'hi' }, retrying);
      expect(ran.error).toBeUndefined();
      expect(await sends()).toHaveLength(1);
    });
    it('sends anew in a new execution, and to each item', async () => {
      await run({ to, text: 'hi' }, retrying, [{}, {}]);
      await run({ to, text: 'hi' }, retrying);
      const counts = (await sends()).map(({ count }) => count as number);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    });
    it('asks once and waits, whatever fails before', async () => {
      await bench().control('POST', '/faults', [{ kind: 'rate_limited' }]);
      const ran = await run({ operation: 'sendAndWait', to, message: 'Well?' }, retrying);
      expect(ran.status).toBe('waiting');
      expect(await sends()).toHaveLength(1);
    });
  });
});
