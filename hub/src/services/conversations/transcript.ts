import { CentralitaError, type Message } from '@centralita/core/model';
import type { Thread } from '../../store/conversations.ts';
import type { MessageRow } from '../../store/messages.ts';
import { type NoteRow, notesOf } from '../../store/notes.ts';
import { summaryOf } from '../../store/summary.ts';
import type { Tables } from '../../store/tables.ts';
import { messageView, viewConversation } from '../../store/views.ts';
import { type Directory, nameOfUser } from '../team/directory.ts';
import { noteView } from './notes.ts';

export type TranscriptFormat = 'text' | 'json' | 'html';

export interface TranscriptOptions {
  readonly format: TranscriptFormat;
  /** What the team noted is left out unless asked for. */
  readonly notes: boolean;
  /** Messages of these accounts only; absent: all. */
  readonly accounts?: readonly string[];
}

/** Messages read before others are served. */
const chunk = 100;

interface Line {
  readonly at: number;
  readonly who: string;
  readonly what: string;
  readonly note?: true;
}

/** The whole conversation, oldest first, in parts: one may be long. */
export async function* transcriptOf(
  { tables, directory, now }: { tables: Tables; directory: Directory; now: () => number },
  thread: Thread,
  { format, notes: withNotes, accounts }: TranscriptOptions,
): AsyncGenerator<string> {
  const view = viewConversation(tables, thread.no, now());
  if (!view) throw new CentralitaError('not_found', `no conversation ${thread.id}`, { field: 'id' });
  const notes = withNotes ? notesOf(tables.store.db).list(thread.no) : [];
  const customer = view.contact.name ?? view.contact.identities[0]?.value ?? 'Customer';
  const title = `${view.caseNumber} · ${customer} · ${timeOf(view.createdAt)} UTC`;
  const sees = (row: MessageRow): boolean =>
    !accounts || accounts.includes(tables.accounts.byNo(row.account)?.id ?? '');

  if (format === 'json') {
    yield `{"conversation":${JSON.stringify(view)},"messages":[`;
    let separator = '';
    for await (const rows of inOrder(tables, thread)) {
      for (const row of rows.filter(sees)) {
        yield separator + JSON.stringify(messageView(tables, row));
        separator = ',\n';
      }
    }
    yield withNotes
      ? `],"notes":${JSON.stringify(notes.map((note) => noteView(note, thread.id)))}}\n`
      : ']}\n';
    return;
  }

  const { head, line, tail } = format === 'html' ? html(title) : plain(title);
  yield head;
  const waiting = [...notes];
  for await (const rows of inOrder(tables, thread)) {
    for (const row of rows.filter(sees)) {
      while (waiting[0] && waiting[0].createdAt < row.timestamp)
        yield line(noteLine(waiting.shift() as NoteRow, directory));
      yield line(messageLine(messageView(tables, row), customer, directory));
    }
  }
  for (const note of waiting) yield line(noteLine(note, directory));
  yield tail;
}

/** The chain is newest first: its numbers are gathered, then read the other way. */
async function* inOrder(tables: Tables, thread: Thread): AsyncGenerator<MessageRow[]> {
  const numbers: number[] = [];
  const previous = tables.store.db.prepare<{ previous: number | null }>(
    'select previous from messages where no = $1',
  );
  for (let no: number | null | undefined = thread.lastMessage; no; ) {
    const row: { previous: number | null } | undefined = previous.get(no);
    if (row) numbers.push(no);
    no = row?.previous;
    if (numbers.length % 1000 === 999) await breathe();
  }
  numbers.reverse();
  for (let from = 0; from < numbers.length; from += chunk) {
    yield numbers.slice(from, from + chunk).flatMap((no) => tables.messages.byNo(no) ?? []);
    await breathe();
  }
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

const messageLine = (message: Message, customer: string, directory: Directory): Line => {
  const { content, original, deletedAt, authorId, direction, state, error } = message;
  const said = `${content.kind === 'text' ? '' : `[${content.kind}] `}${summaryOf(content) ?? ''}`.trim();
  const first = original && summaryOf(original);
  const remarks = [
    ...(first ? [`(edited; first: ${first})`] : []),
    ...(deletedAt ? ['(deleted by the customer)'] : []),
    ...(state === 'failed' || state === 'refused' || state === 'uncertain'
      ? [`(${state}${error ? `: ${error.message}` : ''})`]
      : []),
  ];
  const business = authorId ? nameOfUser(directory, authorId) : message.origin === 'app' ? 'App' : 'Business';
  return {
    at: message.timestamp,
    who: direction === 'inbound' ? customer : business,
    what: [said, ...remarks].join(' '),
  };
};

const noteLine = (note: NoteRow, directory: Directory): Line => ({
  at: note.createdAt,
  who: note.author ? nameOfUser(directory, note.author) : (note.writtenBy ?? 'Team'),
  what: note.text,
  note: true,
});

interface Layout {
  readonly head: string;
  line(line: Line): string;
  readonly tail: string;
}

/** What goes on over several lines is set in, so that nobody writes a line that looks like another's. */
const plain = (title: string): Layout => {
  const inOne = (text: string): string => text.replace(/[\r\n\u2028\u2029\v\f\u0085]+/g, ' ');
  const setIn = (text: string): string => text.replace(/\r\n|[\r\n\u2028\u2029\v\f\u0085]/g, '\n    ');
  return {
    head: `${inOne(title)}\n\n`,
    line: ({ at, who, what, note }) =>
      `${timeOf(at)}  ${inOne(who)}${note ? ' (note)' : ''}: ${setIn(what)}\n`,
    tail: '',
  };
};

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

const html = (title: string): Layout => ({
  head: `<!doctype html>
<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}p{margin:.5rem 0;white-space:pre-wrap;overflow-wrap:anywhere}time{color:#666;font-size:.85em}.note{background:#fff3c4;color:#222;padding:.25rem .5rem}</style></head>
<body><h1>${escapeHtml(title)}</h1>
`,
  line: ({ at, who, what, note }) =>
    `<p${note ? ' class="note"' : ''}><time datetime="${new Date(at).toISOString()}">${timeOf(at)}</time> <b dir="auto">${escapeHtml(who)}</b>${note ? ' (note)' : ''}: <span dir="auto">${escapeHtml(what)}</span></p>\n`,
  tail: '</body></html>\n',
});
