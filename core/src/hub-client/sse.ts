export interface ServerSentEvent {
  /** `message` where the stream gives no name. */
  readonly name: string;
  /** The id given last, with this event or before it; empty before the first. */
  readonly id: string;
  readonly data: string;
}

/** The events of a `text/event-stream` body that carry data, in order. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export async function* parseServerSentEvents(response: Response): AsyncGenerator<ServerSentEvent> {
  if (!response.body) return;
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let buffer = '';
  let endedByReturn = false;
  let id = '';
  let name = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      let text = decoder.decode(value, { stream: true });
      if (text === '') continue;
      // A line that ended with the piece before: this LF is the rest of its end.
      if (endedByReturn && text.startsWith('\n')) text = text.slice(1);
      endedByReturn = text.endsWith('\r');
      const lines = (buffer + text).split(/\r\n|\n|\r/);
      buffer = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield { name: name || 'message', id, data: data.join('\n') };
          name = '';
          data = [];
          continue;
        }
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const content = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
        if (field === 'data') data.push(content);
        else if (field === 'event') name = content;
        else if (field === 'id' && !content.includes('\0')) id = content;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
