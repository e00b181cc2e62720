import { html, raw } from 'hono/html';

/** Asks the hub's own API as whoever asked for the page. Undefined when it refuses. */
export type Ask = (request: Request, path: string) => Promise<unknown>;

const cursorPath = '/v1/events?after=now&limit=1';

/**
 * Answers that a page will want at once, put into the page: the list stands there before a script could have asked.
 * The cursor is read before everything else, so that nothing falls between the answers and the stream.
 */
export const firstAnswers = async (
  request: Request,
  ask: Ask | undefined,
  paths: readonly string[],
): Promise<ReturnType<typeof html>> => {
  const found: Record<string, unknown> = {};
  if (ask && paths.length > 0) {
    const add = async (path: string) => {
      const answer = await ask(request, path).catch(() => undefined);
      if (answer !== undefined) found[path] = answer;
    };
    await add(cursorPath);
    await Promise.all(paths.map(add));
  }
  const text = JSON.stringify(found).replace(/</g, '\\u003c');
  return html`<script type="application/json" id="first">${raw(text)}</script>`;
};
