import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root } from '../support/build.ts';
import { type Editor, signInToEditor } from './editor-page.ts';
import { directNumber, type Loose, outputOf, startWorld, until, type World } from './world.ts';

const minute = 60_000;
const examples = join(root, 'examples/n8n');
/** A row, a fan and a fan that meets again; the guide shows the first. */
const imported = ['order-confirmation-follow-up.json', 'answers-by-keyword.json', 'route-to-slack.json'];

/** Both nodes from the panel, wired, filled in and run, as somebody does it the first time. */
describe('the editor of n8n', () => {
  let world: World;
  let editor: Editor;

  beforeAll(async () => {
    world = await startWorld();
    editor = await signInToEditor(world.n8n);
  }, 12 * minute);
  afterAll(async () => {
    await editor?.stop();
    await world?.stop();
  }, minute);

  const workflowId = () => new URL(editor.page.url()).pathname.split('/')[2] as string;
  const entries = () => editor.byId('node-creator').locator('[data-test-id=node-creator-item-name]');
  const fromPanel = async (list: 'triggers' | 'actions', entry: string, x: number) => {
    await editor.openPanel('centralita');
    await editor.openEntries(list);
    await editor.drag(entry, { x, y: 450 });
  };

  it(
    'finds both nodes by WhatsApp and lists each of their actions once',
    async () => {
      await editor.newWorkflow();
      await editor.openPanel('whatsapp');
      await editor.shot('n8n-panel');
      await editor.openEntries();
      const names = await entries().allInnerTexts();
      expect(names).toContain('On message received');
      await editor
        .byId('node-creator')
        .getByText(/^Actions \(/)
        .click();
      await editor.byId('node-creator').getByText('Send text', { exact: true }).waitFor();
      const actions = await entries().allInnerTexts();
      expect(actions.filter((name, at) => actions.indexOf(name) !== at)).toEqual([]);
      expect(actions).toEqual(
        expect.arrayContaining(['Send a template', 'Route a message', 'Tag a conversation']),
      );
    },
    3 * minute,
  );

  it(
    'runs a workflow that was put together with the mouse',
    async () => {
      await editor.newWorkflow();
      await fromPanel('triggers', 'On message received', 450);
      await editor.chooseCredential('WhatsApp');
      await editor.chooseOption('registration', 'By Hand');
      expect(await editor.labels()).toEqual([
        'Credential',
        'Events',
        'Outputs',
        'Register the Webhook',
        'Filters',
        'Hours',
        'Options',
      ]);
      await editor.close();

      await fromPanel('actions', 'Send text', 800);
      await editor.chooseCredential('WhatsApp');
      expect(await editor.labels()).toEqual(['Credential', 'Resource', 'Operation', 'To', 'Text', 'Options']);
      await editor.writeExpression('to', '{{ $json.data.contact.waId }}');
      await editor.writeExpression('text', 'You said: {{ $json.data.message.content.text }}');
      await editor.close();

      // n8n has wired it by itself; the hand does it again.
      await editor.cut();
      expect(await editor.wires()).toBe(0);
      await editor.connect('Centralita Trigger', 'Send text');
      await until('the wire is there', async () => (await editor.wires()) === 1);

      await editor.byId('execute-workflow-button').click();
      await editor.page.getByText('Waiting for WhatsApp').first().waitFor();
      const ana = await world.sandbox.customer('+34600500500', { name: 'Ana' });
      const { webhooks } = await world.sandbox.control<Loose>(
        'POST',
        `/customers/${ana.id}/messages?phone_number_id=${directNumber}`,
        { type: 'text', text: { body: 'Is my parcel on its way?' } },
      );
      const { nodes } = await world.n8n.rest('GET', `/workflows/${workflowId()}`);
      const { webhookId } = nodes.find(({ name }: Loose) => name === 'Centralita Trigger');
      // What the platform itself signed.
      const delivered = await fetch(`${world.n8n.url}/webhook-test/${webhookId}/webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hub-signature-256': webhooks[0].signature },
        body: webhooks[0].body,
      });
      expect(delivered.status).toBe(200);
      const [execution] = await world.executions(workflowId(), 1);
      expect(execution.data.resultData.error).toBeUndefined();
      expect(execution).toMatchObject({ status: 'success', mode: 'manual' });
      await ana.sees('You said: Is my parcel on its way?', 30_000);
      expect(outputOf(execution, 'Send text')[0]?.[0].json.state).toBe('accepted');
      await until(
        'the canvas shows success',
        async () => (await editor.page.locator('[data-test-id=canvas-node-status-success]').count()) === 2,
        20_000,
      );

      await editor.open('Centralita Trigger');
      await editor.sees('message.received');
      await editor.shot('n8n-trigger');
      await editor.close();
      await editor.open('Send text');
      await editor.sees('accepted');
      await editor.shot('n8n-send');
      await editor.close();
    },
    6 * minute,
  );

  it(
    'makes fields of what a chosen template has in it',
    async () => {
      await editor.newWorkflow();
      await fromPanel('actions', 'Send a template', 450);
      await editor.chooseCredential('WhatsApp');
      await editor.chooseFromList('template', 'order_shipped');
      await editor.byId('node-parameters').getByText('Body', { exact: false }).first().waitFor();
      await editor.shot('n8n-template');
      expect((await editor.labels()).join('\n')).toMatch(/Template[\s\S]*Body/);
      await editor.close();
    },
    3 * minute,
  );

  it(
    'has an icon of its own in the dark',
    async () => {
      const icons = () =>
        editor.page
          .locator('[data-test-id=canvas-node][data-node-type^="n8n-nodes-centralita"] img')
          .evaluateAll((images) =>
            (images as { src: string; naturalWidth: number }[]).map(({ src, naturalWidth }) => [
              new URL(src).pathname.split('/').at(-1),
              naturalWidth > 0,
            ]),
          );
      expect(await icons()).toEqual([['centralita.svg', true]]);
      await editor.page.emulateMedia({ colorScheme: 'dark' });
      await until(
        'the icon is the dark one',
        async () => JSON.stringify(await icons()) === '[["centralita.dark.svg",true]]',
        20_000,
      );
      await editor.shot('n8n-dark');
      await editor.page.emulateMedia({ colorScheme: 'light' });
    },
    2 * minute,
  );

  it(
    'imports examples with all their nodes and the note',
    async () => {
      for (const file of imported) {
        const { nodes } = JSON.parse(readFileSync(join(examples, file), 'utf8'));
        await editor.importFile(join(examples, file));
        await until('all is there', async () => (await editor.count()) === nodes.length, 30_000);
        if (file === imported[0]) await editor.shot('n8n-example');
      }
    },
    6 * minute,
  );

  it('leaves nothing to complain about in the browser', () => {
    expect(editor.complaints()).toEqual([]);
  });
});
