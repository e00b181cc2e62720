import { describe, expect, it } from '@jest/globals';
import { directWorld, type Loose, to } from './direct-world.ts';

describe('send and wait with the Cloud API', () => {
  const { run, phone } = directWorld();
  const wait = (parameters: Loose = {}) => ({
    operation: 'sendAndWait',
    to,
    message: 'Shall we?',
    ...parameters,
  });

  it('sends native buttons that resume this execution, and waits', async () => {
    const ran = await run(wait(), {}, [{ order: 7 }]);
    expect(ran.status).toBe('waiting');
    const text = JSON.stringify((await phone()).at(-1));
    expect(text).toMatch(
      /c:\/webhook-waiting\/\d+\/11111111-2222-4333-8444-555555555555\?approved=true&signature=[0-9a-f]{64}/,
    );
    expect(text).toMatch(/approved=false/);
  });
  it('says on time-out that nobody answered, without touching the items of the node before', async () => {
    const ran = await run(wait({ limitWait: true, waitAmount: 5, waitUnit: 'minutes' }), {}, [{ order: 7 }]);
    expect(Date.parse(ran.waitTill ?? '')).toBeGreaterThan(Date.now());
    expect(ran.waiting?.[0]?.main[0]?.[0].json).toEqual({ order: 7, data: { answered: false } });
    expect(ran.runs.Start?.[0]?.outputs?.[0]?.[0].json).toEqual({ order: 7 });
  });
  it('offers one button, with labels, header, footer and a link where asked for', async () => {
    await run(
      wait({
        approvalOptions: { values: { approvalType: 'single', approveLabel: 'Sí' } },
        options: { header: 'Order 7', footer: 'Shop', includeLink: true },
      }),
    );
    const { interactive } = (await phone()).at(-1);
    expect(interactive).toMatchObject({
      header: { text: 'Order 7' },
      footer: { text: 'Shop' },
      action: { buttons: [{ reply: { title: 'Sí' } }] },
    });
    expect(interactive.action.buttons).toHaveLength(1);
    expect(interactive.body.text).toMatch(/Shall we\?\s+Sí: http:\/\/n8n\.example\/webhook-waiting\//);
  });
  it('offers up to ten choices as a list, and not more', async () => {
    const values = ['One', 'Two', 'Three', 'Four'].map((title) => ({ title }));
    const ran = await run(wait({ responseType: 'choice', choices: { values } }));
    expect(ran.status).toBe('waiting');
    expect(JSON.stringify((await phone()).at(-1))).toMatch(/choice=3&signature=/);
    const tooMany = Array.from({ length: 11 }, (_, index) => ({ title: `Choice ${index}` }));
    for (const wrong of [tooMany, []]) {
      const refused = await run(wait({ responseType: 'choice', choices: { values: wrong } }));
      expect(refused.status).toBe('error');
      expect(`${refused.error?.message} ${refused.error?.description}`).toMatch(/ten|10/);
    }
    expect(await phone()).toHaveLength(1);
  });
  it('writes a template where the window is closed', async () => {
    const ran = await run(
      wait({
        to: '+34600999888',
        options: { template: 'appointment_reminder|en_US', templateVariables: '3 May\n10:30' },
      }),
    );
    expect(ran.status).toBe('waiting');
    expect(JSON.stringify(await phone('34600999888'))).toContain('3 May');
  });
});
