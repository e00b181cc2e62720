import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { answerJson, localServer } from '../../support/local-server.ts';
import { scenariosIn } from './scenario.ts';
import {
  action,
  credentials,
  directNumber,
  type Loose,
  outputOf,
  until,
  type World,
  webhook,
} from './world.ts';

const text = "={{ $fromAI('text', 'What to say', 'string') }}";

/** The node as a tool of n8n's own agent. The model is a program that always calls the tool, once. */
export const aiToolScenarios = (of: () => World): void => {
  const scenario = scenariosIn(of);
  let model: Awaited<ReturnType<typeof localServer>>;
  const asked: Loose[] = [];

  beforeAll(async () => {
    model = await localServer((seen, response) => {
      const body = JSON.parse(seen.body.toString() || '{}');
      asked.push(body);
      const first = !(body.messages ?? []).some(({ role }: Loose) => role === 'tool');
      const call = { name: body.tools?.[0]?.function.name, arguments: '{"text":"Hello from the agent"}' };
      const called = {
        content: null,
        tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: call }],
      };
      const message = { role: 'assistant', ...(first ? called : { content: 'I have told her.' }) };
      const finish_reason = first ? 'tool_calls' : 'stop';
      const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
      const common = { id: 'chat_1', created: 1, model: 'test', usage };
      if (!body.stream)
        return answerJson(200, {
          ...common,
          object: 'chat.completion',
          choices: [{ index: 0, message, finish_reason }],
        })(seen, response);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const choice of [
        { index: 0, delta: message, finish_reason: null },
        { index: 0, delta: {}, finish_reason },
      ])
        response.write(
          `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', choices: [choice] })}\n\n`,
        );
      response.end('data: [DONE]\n\n');
    });
  });
  afterAll(async () => model?.stop());

  const node = (name: string, type: string, typeVersion: number, parameters: Loose, more: Loose = {}) => ({
    id: randomUUID(),
    name,
    type: `@n8n/n8n-nodes-langchain.${type}`,
    typeVersion,
    position: [0, 0],
    parameters,
    ...more,
  });

  scenario('an agent sends a message with it', async () => {
    const world = of();
    const customer = await world.sandbox.customer('+34600646464', { name: 'Eva' });
    await world.sandbox.control(
      'POST',
      `/customers/${customer.id}/messages?phone_number_id=${directNumber}`,
      {
        type: 'text',
        text: { body: 'hello' },
      },
    );
    const { id: openAi } = await world.n8n.rest('POST', '/credentials', {
      name: 'Model',
      type: 'openAiApi',
      data: { apiKey: 'sk-test', url: model.url, header: false },
    });
    const path = randomUUID();
    const tool = {
      ...action({ to: `+${customer.id}`, text }),
      type: 'n8n-nodes-centralita.centralitaTool',
    };
    const agent = node('Agent', 'agent', 1.9, {
      promptType: 'define',
      text: 'Greet the customer',
      options: {},
    });
    const chat = node(
      'Model',
      'lmChatOpenAi',
      1.2,
      { model: { __rl: true, mode: 'id', value: 'test' }, options: {} },
      { credentials: { openAiApi: { id: openAi, name: 'Model' } } },
    );
    const to = (type: string) => ({ [type]: [[{ node: agent.name, type, index: 0 }]] });
    const id = await world.make({
      name: 'Agent',
      nodes: [webhook(path), agent, chat, tool],
      connections: {
        Webhook: to('main'),
        [chat.name]: to('ai_languageModel'),
        [tool.name]: to('ai_tool'),
      },
    });
    await world.publish(id);
    await until('the webhook answers', () =>
      fetch(`${world.n8n.url}/webhook/${path}`, { method: 'POST' }).then((answer) => answer.ok),
    );
    await customer.sees('Hello from the agent', 30_000);
    const [execution] = await world.executions(id, 1);
    await world.unpublish(id);
    expect(outputOf(execution, 'Agent')[0]?.[0].json).toEqual({ output: 'I have told her.' });
    const [offered] = asked[0].tools;
    expect(offered.function.description).toMatch(/\w/);
    expect(Object.keys(offered.function.parameters.properties)).toEqual(['text']);
    expect(JSON.stringify(asked.at(-1).messages)).toMatch(/accepted/);
    expect(JSON.stringify(asked)).not.toContain(credentials.direct.centralitaWhatsAppApi.id);
  });

  scenario('n8n makes a tool of it, and one that asks a human before', async () => {
    const all: Loose[] = await of().n8n.page('/types/nodes.json');
    const found = ['centralitaTool', 'centralitaHitlTool'].map((name) =>
      all.find((type) => type.name === `n8n-nodes-centralita.${name}`),
    );
    expect(found.map((type) => type?.displayName)).toEqual([
      expect.stringMatching(/Centralita.*Tool/),
      expect.stringMatching(/Centralita/),
    ]);
    const names = found[1].properties.map(({ name }: Loose) => name);
    expect(names).toEqual(expect.arrayContaining(['message', 'responseType', 'approvalOptions', 'options']));
  });
};
