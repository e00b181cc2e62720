import type { OutboundContent, TemplateParameter } from '@centralita/core/model';
import { NodeFailure } from '../../shared/failure.ts';
import { textFrom } from '../../shared/values.ts';
import type { Choice, SendProperties } from './fields.ts';

/** The fields of the node with this message's values in them. */
export interface Values {
  readonly payload: unknown;
  readonly text: unknown;
  readonly file: unknown;
  readonly parameters: readonly { readonly name?: string | undefined; readonly value: unknown }[];
}

/** A file that has to be handed to the platform before it can be sent. */
export interface FileToUpload {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly filename?: string;
}
export type Draft =
  | { readonly content: OutboundContent }
  | { readonly upload: FileToUpload; readonly withId: (id: string) => OutboundContent };

const refuse = (field: string, details: string): never => {
  throw new NodeFailure('invalid_request', { field, details: `${field}: ${details}`, outcome: 'not-sent' });
};

/** What to send, from the fields and the message. Throws `invalid_request` with the field that is wrong. */
export const draftOf = (config: SendProperties, values: Values): Draft => {
  switch (config.kind ?? 'auto') {
    case 'text':
      return { content: { kind: 'text', text: requiredText(values.text) } };
    case 'choices':
      return { content: question(config, requiredText(values.text)) };
    case 'template':
      return { content: template(config, values) };
    case 'file':
      return fileDraft(config, values.file, textFrom(values.text, 'caption'));
    default:
      return { content: automatic(values.payload) };
  }
};

const requiredText = (value: unknown): string =>
  textFrom(value, 'text') ?? refuse('text', 'there is nothing to write; is msg.payload empty?');

/** A text, or an object that is a whole message: `{ "kind": "location", … }`. */
const automatic = (payload: unknown): OutboundContent => {
  if (typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload)) {
    const { kind } = payload as { kind?: unknown };
    if (typeof kind !== 'string') {
      return refuse('msg.payload', 'an object to be sent says what it is, such as { "kind": "location" }');
    }
    return plain(payload) as OutboundContent;
  }
  if (Buffer.isBuffer(payload)) {
    return refuse('msg.payload', 'this is a buffer; choose "File" as what to send');
  }
  return { kind: 'text', text: requiredText(payload) };
};

/** As it goes over the wire: what cannot, such as an object with itself inside, is refused here and by name. */
const plain = (payload: object): unknown => {
  try {
    return JSON.parse(JSON.stringify(payload));
  } catch {
    return refuse('msg.payload', 'this object cannot be written as JSON; does it have itself inside?');
  }
};

const buttonsAtMost = 3;

/** Buttons, or a list where there are more than three or they are described. */
const question = (config: SendProperties, body: string): OutboundContent => {
  const choices = (config.choices ?? []).filter(({ title }) => title?.trim());
  if (choices.length === 0) return refuse('choices', 'add at least one');
  const footer = config.footer?.trim() ? { footer: config.footer.trim() } : {};
  const items = choices.map(identified);
  if (choices.length <= buttonsAtMost && choices.every(({ description }) => !description?.trim())) {
    return { kind: 'buttons', body, buttons: items, ...footer };
  }
  const rows = items.map((item, index) => {
    const description = choices[index]?.description?.trim();
    return { ...item, ...(description ? { description } : {}) };
  });
  return { kind: 'list', body, button: config.button?.trim() || 'Menu', sections: [{ rows }], ...footer };
};

/** Without an id of its own a choice is known by what it says. */
const identified = ({ id, title }: Choice) => ({ id: id?.trim() || title.trim(), title: title.trim() });

const template = (config: SendProperties, { parameters }: Values): OutboundContent => {
  const name = config.template?.trim() || refuse('template', 'name the template');
  const language = config.language?.trim() || refuse('language', 'name its language, such as es or en_US');
  const body = parameters.map(({ name: key, value }, index): TemplateParameter => {
    const field = `parameters[${index}]`;
    const text = textFrom(value, field) ?? refuse(field, 'is empty, and templates refuse empty parameters');
    return { type: 'text', text, ...(key?.trim() ? { name: key.trim() } : {}) };
  });
  return { kind: 'template', name, language, ...(body.length > 0 ? { body } : {}) };
};

const fileKinds = ['image', 'video', 'audio', 'document', 'sticker'] as const;
type FileKind = (typeof fileKinds)[number];

const fileDraft = (config: SendProperties, file: unknown, caption: string | undefined): Draft => {
  const filename = config.filename?.trim();
  const chosen = fileKinds.find((kind) => kind === config.fileKind);
  const contentOf = (kind: FileKind, ref: { id: string } | { link: string }): OutboundContent => ({
    kind,
    ...ref,
    ...(caption && kind !== 'audio' && kind !== 'sticker' ? { caption } : {}),
    ...(filename && kind === 'document' ? { filename } : {}),
  });

  if (Buffer.isBuffer(file)) {
    const mimeType = typeOf(file, filename);
    const kind = chosen ?? kindOf(mimeType);
    const upload = { bytes: file, mimeType, ...(filename ? { filename } : {}) };
    return { upload, withId: (id) => contentOf(kind, { id }) };
  }
  const text = textFrom(file, 'file') ?? refuse('file', 'there is none; is msg.payload empty?');
  if (/^https?:\/\//i.test(text)) {
    const path = URL.canParse(text) ? new URL(text).pathname : text;
    const mimeType = typeByName(path) ?? 'application/octet-stream';
    return { content: contentOf(chosen ?? kindOf(mimeType), { link: text }) };
  }
  if (/^[\w-]{1,200}$/.test(text)) return { content: contentOf(chosen ?? 'document', { id: text }) };
  return refuse('file', 'give a buffer, an https address, or the id of an uploaded file');
};

const kindOf = (mimeType: string): FileKind => {
  if (mimeType === 'image/webp') return 'sticker';
  const [top] = mimeType.split('/');
  return top === 'image' || top === 'video' || top === 'audio' ? top : 'document';
};

const typesByEnding: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  mp4: 'video/mp4',
  '3gp': 'video/3gpp',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  amr: 'audio/amr',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

const typeByName = (name: string | undefined): string | undefined =>
  typesByEnding[/\.(\w+)$/.exec(name ?? '')?.[1]?.toLowerCase() ?? ''];

/** First bytes of the kinds people send most: https://en.wikipedia.org/wiki/List_of_file_signatures */
const typeOf = (bytes: Buffer, filename: string | undefined): string => {
  const text = (from: number, to: number) => bytes.toString('latin1', from, to);
  if (text(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (text(0, 4) === '\x89PNG') return 'image/png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (text(0, 5) === '%PDF-') return 'application/pdf';
  if (text(0, 4) === 'OggS') return 'audio/ogg';
  if (text(0, 3) === 'ID3') return 'audio/mpeg';
  if (text(4, 8) === 'ftyp') return text(8, 11) === 'M4A' ? 'audio/mp4' : 'video/mp4';
  return typeByName(filename) ?? 'application/octet-stream';
};
