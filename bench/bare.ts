import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';

/**
 * What everything is compared with: reads the body, checks the HMAC, parses the JSON, answers. With `batch`
 * it answers once per turn of the event loop, as a server with group commit does.
 */
const [secret = '', mode = 'plain'] = process.argv.slice(2);
let waiting: ServerResponse[] = [];

const answer = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-length': 0 });
  response.end();
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const expected = createHmac('sha256', secret).update(body).digest();
    const given = Buffer.from(String(request.headers['x-hub-signature-256']).slice(7), 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.writeHead(401, { 'content-length': 0 });
      response.end();
      return;
    }
    JSON.parse(body.toString('utf8'));
    if (mode !== 'batch') return answer(response);
    if (waiting.push(response) === 1) {
      setImmediate(() => {
        const batch = waiting;
        waiting = [];
        for (const one of batch) answer(one);
      });
    }
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : ''}\n`);
});
process.once('SIGTERM', () => process.exit(0));
