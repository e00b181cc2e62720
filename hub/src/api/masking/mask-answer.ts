import type { Masker } from './masker.ts';

/** The answer as the console's pages receive it. What is no JSON counts as text, line by line. */
export const maskAnswer = async (answer: Response, masker: Masker): Promise<Response> => {
  if (!answer.body) return answer;
  const type = answer.headers.get('content-type') ?? '';
  const { status, headers } = answer;
  if (/^application\/(problem\+)?json\b/.test(type))
    return new Response(JSON.stringify(masker.value(await answer.json())), { status, headers });
  const line = type.startsWith('text/event-stream') ? eventLine(masker) : masker.text;
  return new Response(answer.body.pipeThrough(byLine(line)), { status, headers });
};

const data = 'data: ';

/** A line of server-sent events: an event is JSON on one line. */
const eventLine =
  (masker: Masker) =>
  (line: string): string =>
    line.startsWith(data)
      ? data + JSON.stringify(masker.value(JSON.parse(line.slice(data.length))))
      : masker.text(line);

const byLine = (change: (line: string) => string): TransformStream<Uint8Array, Uint8Array> => {
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
  let rest = '';
  return new TransformStream({
    transform: (chunk, controller) => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) controller.enqueue(encoder.encode(`${lines.map(change).join('\n')}\n`));
    },
    flush: (controller) => {
      const last = rest + decoder.decode();
      if (last !== '') controller.enqueue(encoder.encode(change(last)));
    },
  });
};
