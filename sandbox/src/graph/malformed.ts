import type { MalformedAnswer } from '../faults/types.ts';

const headers = { 'content-type': 'application/json' };

/** What a proxy, a truncated connection or a mistake of the platform makes of an answer. `good` is the right one, if any. */
export const malformedAnswer = async (form: MalformedAnswer, good?: Response): Promise<Response> => {
  const text = good ? await good.text() : '{"error":{"message":"…","code":1}}';
  const status = good?.status ?? 500;
  switch (form) {
    case 'empty':
      return new Response('', { status, headers });
    case 'truncated':
      return new Response(text.slice(0, Math.floor(text.length / 2)), { status, headers });
    case 'no_id':
      return Response.json({ messaging_product: 'whatsapp', contacts: [], messages: [] }, { status });
    case 'wrong_types':
      return Response.json({ messages: { id: 7 }, contacts: 'none', error: null }, { status });
    case 'not_json':
      return new Response('for (;;);OK', { status, headers });
    default:
      return new Response('<html><head><title>Error</title></head><body>Sorry</body></html>', {
        status: good ? 502 : status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      });
  }
};
