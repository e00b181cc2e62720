// n8n's own engine in a process of its own: takes workflows as messages and answers with what became of them.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const home = mkdtempSync(join(tmpdir(), 'centralita-engine-'));
// Before n8n is loaded: it would make a key file in the home of whoever runs this.
process.env.N8N_USER_FOLDER = home;
process.env.N8N_ENCRYPTION_KEY = 'key-of-the-tests';
process.env.N8N_LOG_LEVEL = 'silent';

const require = createRequire(new URL('../package.json', import.meta.url));
require('reflect-metadata');
const {
  WorkflowExecute,
  ExecutionLifecycleHooks,
  LoadOptionsContext,
  PackageDirectoryLoader,
} = require('n8n-core');
const { Workflow, NodeHelpers, createRunExecutionData } = require('n8n-workflow');

const ours = new PackageDirectoryLoader(process.argv[2]);
await ours.loadAll();

/** Gives its input on: the begin and the end of a workflow. */
const pass = {
  description: {
    displayName: 'Pass',
    name: 'pass',
    group: ['transform'],
    version: 1,
    description: '',
    defaults: { name: 'Pass' },
    inputs: ['main'],
    outputs: ['main'],
    properties: [],
  },
  async execute() {
    return [this.getInputData()];
  },
};

const byName = (type) => (type === 'pass' ? pass : ours.getNode(type.split('.')[1]).type);
const nodeTypes = {
  getByName: byName,
  getByNameAndVersion: (type, version) => NodeHelpers.getVersionedNodeType(byName(type), version),
  getKnownTypes: () => ({}),
};

const credentialsHelper = (credentials) => ({
  getDecrypted: async (_data, _node, type) => credentials[type],
  authenticate: async (values, type, options) => {
    const { authenticate } = ours.getCredential(type).type;
    const headers = Object.fromEntries(
      Object.entries(authenticate.properties.headers).map(([name, template]) => [
        name,
        template.slice(1).replace(/\{\{\$credentials\.(\w+)\}\}/g, (_, field) => values[field]),
      ]),
    );
    return { ...options, headers: { ...options.headers, ...headers } };
  },
  preAuthentication: async () => undefined,
  runPreAuthentication: async () => undefined,
  getParentTypes: () => [],
  getCredentialsProperties: (type) => ours.getCredential(type).type.properties,
  isCredentialUsableByNode: async () => true,
  getCredentials: async () => ({}),
});

const base = 'http://n8n.example/';
const additionalOf = (credentials) => ({
  credentialsHelper: credentialsHelper(credentials ?? {}),
  setExecutionStatus() {},
  variables: {},
  webhookBaseUrl: `${base}webhook`,
  webhookTestBaseUrl: `${base}webhook-test`,
  webhookWaitingBaseUrl: `${base}webhook-waiting`,
  formWaitingBaseUrl: `${base}form-waiting`,
  restApiUrl: '',
  instanceBaseUrl: base,
  externalSecretsProxy: { hasProvider: () => false },
});

/** What the editor asks a node for: a list to choose from, or the fields of what was chosen. */
const ask = async ({ node, credentials, kind, method, filter }) => {
  const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
  const additional = { ...additionalOf(credentials), currentNodeParameters: node.parameters };
  const context = new LoadOptionsContext(workflow, workflow.getNode(node.name), additional, '');
  await workflow.expression.acquireIsolate();
  try {
    return await byName(node.type).methods[kind][method].call(context, filter);
  } catch (error) {
    return { error: plain(error) };
  } finally {
    await workflow.expression.releaseIsolate?.();
  }
};

const run = async ({ nodes, connections, input, credentials, executionId = '1' }) => {
  const workflow = new Workflow({
    id: 'wf',
    name: 'Test',
    active: false,
    nodes,
    connections,
    nodeTypes,
    settings: { executionOrder: 'v1', timezone: 'Europe/Madrid' },
  });
  const hooks = new ExecutionLifecycleHooks('manual', executionId, {
    id: 'wf',
    name: 'Test',
    nodes,
    connections,
  });
  const finished = new Promise((resolve) => hooks.addHandler('workflowExecuteAfter', resolve));
  const additional = { ...additionalOf(credentials), hooks, executionId };
  await workflow.expression.acquireIsolate();
  try {
    const start = workflow.getNode('Start');
    const items = input.map((json) => ('json' in json || 'binary' in json ? json : { json }));
    const data = createRunExecutionData({
      executionData: { nodeExecutionStack: [{ node: start, data: { main: [items] }, source: null }] },
    });
    await new WorkflowExecute(additional, 'manual', data).processRunExecutionData(workflow);
    const [result] = [await finished].flat();
    const { resultData, executionData } = result.data;
    return {
      status: result.status,
      waitTill: result.waitTill,
      error: plain(resultData.error),
      runs: Object.fromEntries(
        Object.entries(resultData.runData).map(([name, tasks]) => [
          name,
          tasks.map((task) => ({ outputs: task.data?.main, error: plain(task.error) })),
        ]),
      ),
      waiting: executionData?.nodeExecutionStack.map(({ data: { main }, metadata }) => ({ main, metadata })),
    };
  } finally {
    await workflow.expression.releaseIsolate?.();
  }
};

const plain = (error) =>
  error && {
    name: error.name,
    message: error.message,
    description: error.description,
    httpCode: error.httpCode,
    failure: error.failure,
    itemIndex: error.context?.itemIndex,
    stack: error.stack,
  };

process.on('message', async ({ id, work }) => {
  try {
    process.send({ id, result: JSON.parse(JSON.stringify(await (work.method ? ask(work) : run(work)))) });
  } catch (error) {
    process.send({ id, fault: error.stack });
  }
});
const end = () => {
  rmSync(home, { recursive: true, force: true });
  process.exit(0);
};
process.on('disconnect', end);
process.on('SIGTERM', end);
process.send({ ready: true });
