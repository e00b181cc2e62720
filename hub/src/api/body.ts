import { CentralitaError } from '@centralita/core/model';

/** The JSON of a request, read no further than `limit` bytes. Undefined when there is no body at all. */
export const readJson = async (request: Request, limit: number): Promise<unknown> => {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > limit) throw tooLarge(limit);
  const bytes = await readCapped(request, limit);
  if (bytes.byteLength === 0) return undefined;
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new CentralitaError(
      'not_json',
      type ? 'the Content-Type is another' : 'the Content-Type is missing',
      {
        field: 'Content-Type',
      },
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new CentralitaError('invalid_request', 'the body is announced as JSON and cannot be read as such', {
      field: 'body',
    });
  }
};

/** The bytes of a request, read no further than `limit`. */
export const readCapped = async (request: Request, limit: number): Promise<Uint8Array> => {
  if (!request.body) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(parts, size);
    size += value.byteLength;
    if (size > limit) {
      void reader.cancel().catch(() => undefined);
      throw tooLarge(limit);
    }
    parts.push(value);
  }
};

/** The request with a body that fails, instead of going on, past `limit` bytes. */
export const limitBody = (request: Request, limit: number): Request => {
  if (!request.body) return request;
  let size = 0;
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        size += chunk.byteLength;
        if (size > limit) controller.error(tooLarge(limit));
        else controller.enqueue(chunk);
      },
    }),
  );
  // Built anew: the server's requests are its own, and Node's constructor does not take them.
  const { method, headers, signal } = request;
  return new Request(request.url, { method, headers, signal, body: counted, duplex: 'half' } as RequestInit);
};

const tooLarge = (limit: number) => new CentralitaError('payload_too_large', `at most ${limit} bytes`);
