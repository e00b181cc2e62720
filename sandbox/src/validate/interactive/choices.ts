import { badValue } from '../../graph/error.ts';
import { type Fields, list, object, oneOf, optionalText, text } from '../check.ts';
import type { Known } from '../media.ts';
import { action, checkParts, unique } from './parts.ts';

export const checkButtons = (interactive: Fields, known: Known) => {
  const limits = { body: 1024, headers: ['text', 'image', 'video', 'document'] as const };
  const { buttons } = checkParts(interactive, limits, known, ['buttons', 'name']);
  const path = `${action}['buttons']`;
  const replies = list(buttons, path, 1, 3).map((item, at) => {
    const button = object(item, `${path}[${at}]`, ['type', 'reply']);
    oneOf(button.type, `${path}[${at}]['type']`, ['reply']);
    const reply = object(button.reply, `${path}[${at}]['reply']`, ['id', 'title']);
    return {
      id: text(reply.id, `${path}[${at}]['reply']['id']`, 256),
      title: text(reply.title, `${path}[${at}]['reply']['title']`, 20),
    };
  });
  unique(
    replies.map(({ id }) => id),
    'button id',
  );
  unique(
    replies.map(({ title }) => title),
    'button title',
  );
};

export const checkList = (interactive: Fields, known: Known) => {
  const limits = { body: 4096, headers: ['text'] as const };
  const fields = checkParts(interactive, limits, known, ['button', 'sections']);
  text(fields.button, `${action}['button']`, 20);
  const sections = list(fields.sections, `${action}['sections']`, 1, 10);
  const ids: string[] = [];
  for (const [at, item] of sections.entries()) {
    const path = `${action}['sections'][${at}]`;
    const section = object(item, path, ['title', 'rows']);
    if (sections.length > 1 || section.title !== undefined)
      text(section.title, `${path}['title']`, 24, sections.length > 1 ? 1 : 0);
    for (const [index, value] of list(section.rows, `${path}['rows']`, 1, 10).entries()) {
      const row = object(value, `${path}['rows'][${index}]`, ['id', 'title', 'description']);
      ids.push(text(row.id, `${path}['rows'][${index}]['id']`, 200));
      text(row.title, `${path}['rows'][${index}]['title']`, 24);
      optionalText(row.description, `${path}['rows'][${index}]['description']`, 72);
    }
  }
  if (ids.length > 10) throw badValue('Total row count exceeds the max allowed count: 10.');
  unique(ids, 'row id');
};
