// One embedded Node-RED, a process of its own because a runtime starts once in its process:
// `node runtime.mjs '{"from": "…/package.json", "userDir": "…", "settings": {}}'`. Says its port.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const { from, userDir, settings } = JSON.parse(process.argv[2]);
const near = createRequire(from);
const RED = near('node-red');
const express = createRequire(near.resolve('node-red'))('express');

const app = express();
const server = createServer(app);
RED.init(server, {
  httpAdminRoot: '/admin',
  httpNodeRoot: '/',
  userDir,
  flowFile: 'flows.json',
  credentialSecret: 'of-the-tests',
  editorTheme: { tours: false },
  telemetry: { enabled: false },
  functionTimeout: 0,
  logging: { console: { level: 'info', metrics: false, audit: false } },
  ...settings,
});
if (settings?.httpAdminRoot !== false) app.use(settings?.httpAdminRoot ?? '/admin', RED.httpAdmin);
if (settings?.httpNodeRoot !== false) app.use(settings?.httpNodeRoot ?? '/', RED.httpNode);

const started = new Promise((done) => RED.events.once('flows:started', done));
await new Promise((done) => server.listen(0, '127.0.0.1', done));
await RED.start();
await started;
process.stdout.write(`\nlistening ${server.address().port}\n`);

const end = async () => {
  await RED.stop();
  process.exit(0);
};
process.on('SIGTERM', end);
// The test that started it has gone away.
process.stdin.on('end', () => process.exit(0)).resume();
