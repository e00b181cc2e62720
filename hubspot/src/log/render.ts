import type { Content, Message } from '@centralita/core/model';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** HubSpot shows the body as HTML: what a person wrote is never markup. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** HubSpot takes 65,536 characters. */
const maxCharacters = 60_000;

export interface RenderOptions {
  readonly contactName: string;
  readonly caseNumber: string;
  /** Where this hub's own viewer is reached; addresses of the provider expire and carry tokens. */
  readonly publicUrl?: string;
}

/** Messages as one entry of the timeline, oldest first. The oldest are left out when it becomes too long. */
export const renderMessages = (messages: readonly Message[], options: RenderOptions): string => {
  const lines = messages.map((message) => line(message, options));
  const head = `<p><strong>WhatsApp ${escapeHtml(options.caseNumber)}</strong></p>`;
  let length = head.length;
  let from = lines.length;
  while (from > 0 && length + (lines[from - 1] as string).length < maxCharacters)
    length += (lines[--from] as string).length;
  const cut = from > 0 ? `<p>… ${from}</p>` : '';
  return head + cut + lines.slice(from).join('');
};

const line = (message: Message, { contactName, publicUrl }: RenderOptions): string => {
  const who = message.direction === 'inbound' ? contactName : 'Team';
  const time = new Date(message.timestamp).toISOString().slice(0, 16).replace('T', ' ');
  const text = message.deletedAt ? '[deleted]' : textOf(message.content);
  const failed = message.state === 'failed' || message.state === 'refused' ? ' <em>(not delivered)</em>' : '';
  const file =
    publicUrl && isMedia(message.content)
      ? ` <a href="${escapeHtml(`${publicUrl}/v1/media/${message.id}`)}">file</a>`
      : '';
  return `<p>${time} UTC · <strong>${escapeHtml(who)}</strong>: ${escapeHtml(text).replaceAll('\n', '<br>')}${file}${failed}</p>`;
};

const isMedia = ({ kind }: Content): boolean =>
  kind === 'image' || kind === 'video' || kind === 'audio' || kind === 'document' || kind === 'sticker';

/** What a message says, in words; the kind in brackets where it has none. */
export const textOf = (content: Content): string => {
  const of = content as {
    text?: unknown;
    body?: unknown;
    caption?: unknown;
    title?: unknown;
    name?: unknown;
  };
  for (const text of [of.text, of.body, of.caption, of.title])
    if (typeof text === 'string' && text !== '') return isMedia(content) ? `[${content.kind}] ${text}` : text;
  return content.kind === 'template' ? `[template ${String(of.name)}]` : `[${content.kind}]`;
};
