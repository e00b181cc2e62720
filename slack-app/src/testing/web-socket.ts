import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** One end of a WebSocket, as much of RFC 6455 as Socket Mode uses: whole text frames, ping, pong, close. */
export interface ServerSocket {
  send(value: object): void;
  ping(): void;
  /** Ends it as a server does that is restarted. */
  close(): void;
  /** Cuts the connection. */
  cut(): void;
  readonly open: boolean;
}

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export const acceptSocket = (
  request: IncomingMessage,
  stream: Duplex,
  onText: (text: string) => void,
  onClose: () => void,
): ServerSocket => {
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${guid}`).digest('base64');
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  );
  let open = true;
  let buffered = Buffer.alloc(0);
  const write = (opcode: number, payload: Buffer) => {
    if (!open) return;
    const size = payload.length;
    const head =
      size < 126
        ? Buffer.from([0x80 | opcode, size])
        : size < 65_536
          ? Buffer.from([0x80 | opcode, 126, size >> 8, size & 255])
          : Buffer.concat([
              Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0]),
              Buffer.from([size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255]),
            ]);
    stream.write(Buffer.concat([head, payload]));
  };
  const end = () => {
    if (!open) return;
    open = false;
    onClose();
  };
  stream.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (;;) {
      const frame = readFrame(buffered);
      if (!frame) return;
      buffered = buffered.subarray(frame.size);
      if (frame.opcode === 1) onText(frame.payload.toString());
      if (frame.opcode === 9) write(10, frame.payload);
      if (frame.opcode === 8) {
        write(8, frame.payload);
        stream.end();
        end();
      }
    }
  });
  stream.on('close', end);
  stream.on('error', end);
  return {
    send: (value) => write(1, Buffer.from(JSON.stringify(value))),
    ping: () => write(9, Buffer.from('ping')),
    close: () => {
      write(8, Buffer.from([3, 232]));
      stream.end();
    },
    cut: () => stream.destroy(),
    get open() {
      return open;
    },
  };
};

const readFrame = (bytes: Buffer): { opcode: number; payload: Buffer; size: number } | undefined => {
  if (bytes.length < 2) return undefined;
  const opcode = (bytes[0] as number) & 15;
  const masked = ((bytes[1] as number) & 128) !== 0;
  let length = (bytes[1] as number) & 127;
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) return undefined;
    length = bytes.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return undefined;
    length = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  const mask = masked ? bytes.subarray(at, at + 4) : undefined;
  if (masked) at += 4;
  if (bytes.length < at + length) return undefined;
  const payload = Buffer.from(bytes.subarray(at, at + length));
  if (mask)
    for (let index = 0; index < payload.length; index++)
      payload[index] = (payload[index] as number) ^ (mask[index % 4] as number);
  return { opcode, payload, size: at + length };
};
