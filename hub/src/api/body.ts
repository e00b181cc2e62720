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

const readCapped = async (request: Request, limit: number): Promise<Uint8Array> => {
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

const tooLarge = (limit: number) => new CentralitaError('payload_too_large', `at most ${limit} bytes`);
