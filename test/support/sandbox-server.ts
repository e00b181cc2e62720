// A sandbox as a process of its own: `node --conditions=source test/support/sandbox-server.ts PORT CALLBACK`.
import { createServer } from 'node:http';
import { createClock, createListener, createSandbox } from '@centralita/sandbox';
import { accessToken, appSecret, verifyToken } from './hub-process.ts';

const [port, webhookUrl] = process.argv.slice(2);
const sandbox = createSandbox({
  clock: createClock(),
  ...(webhookUrl ? { webhookUrl } : {}),
  appSecret,
  verifyToken,
  accessToken,
  statusDelaysMs: { sent: 20, delivered: 60 },
  settings: { retryDelaysMs: [50, 100, 200], pairBurst: 1000, throughput: 1000 },
});
createServer(createListener(sandbox)).listen(Number(port), '127.0.0.1', () => {
  process.stdout.write('ready\n');
});
process.on('SIGTERM', () => process.exit(0));
