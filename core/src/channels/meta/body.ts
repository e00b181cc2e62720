/** A body read to its end, or why not. */
export type Body =
  | { readonly state: 'read'; readonly bytes: Uint8Array }
  | { readonly state: 'too-large' }
  | { readonly state: 'broken' };

/** Reads a body and stops as soon as it holds more than `maxBytes`, also when it arrives compressed. */
export async function readBody(response: Response, maxBytes: number): Promise<Body> {
  try {
    if (Number(response.headers.get('content-length')) > maxBytes) return await tooLarge(response.body);
    if (!response.body) return { state: 'read', bytes: new Uint8Array() };
    return await readStream(response.body, maxBytes);
  } catch {
    return { state: 'broken' };
  }
}

async function readStream(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Body> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { state: 'read', bytes: joined(chunks, size) };
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined);
      return { state: 'too-large' };
    }
    chunks.push(value);
  }
}

async function tooLarge(stream: ReadableStream<Uint8Array> | null): Promise<Body> {
  await stream?.cancel().catch(() => undefined);
  return { state: 'too-large' };
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
