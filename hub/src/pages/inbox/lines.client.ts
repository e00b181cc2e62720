/// <reference lib="dom" />
import type { AuditEntry, Note } from '@centralita/core/hub-client';
import type { JsonObject } from '@centralita/core/model';
import { el, hasWord, locale, t } from '@centralita/sandbox/phone/dom.client';
import { exactly, timeOf } from '@centralita/sandbox/phone/format.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { me, teamName, userName } from '../common/person.client.ts';

const shortly = new Intl.DateTimeFormat(locale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(', ') : '');

/** A place as the audit trail has it: team, person, Slack channel. */
const placeName = (value: unknown): string => {
  const { teamId, userId, slackChannel } = (value ?? {}) as JsonObject;
  const person = userId ? userName(text(userId)) : '';
  const team = teamId ? teamName(text(teamId)) : '';
  return [team, person, text(slackChannel)].filter(Boolean).join(' · ') || t('line.nowhere');
};

/** What acts by itself has a name in words; a key brings its own. */
const actorName = (name: string): string => {
  const key = `actor.${name.toLowerCase().replaceAll(' ', '_')}`;
  return hasWord(key) ? t(key) : name;
};

const routedBy = (action: string, by: AuditEntry['by']): string =>
  action === 'conversation.moved' ? 'line.moved' : by.name === 'routing' ? 'line.placed' : 'line.routed';

/** What an entry of the audit trail says beside the conversation; undefined: it is not for there. */
const wordsOf = ({ action, by, detail = {} }: AuditEntry): string | undefined => {
  const name = by.userId ? userName(by.userId) : actorName(by.name);
  switch (action) {
    case 'conversation.assigned':
      return detail.to
        ? t(detail.to === by.userId ? 'line.claimed' : 'line.assigned', {
            name,
            to: userName(text(detail.to)),
          })
        : t('line.unassigned', { name });
    case 'conversation.taken_over':
      return t('line.taken_over', { name, from: userName(text(detail.from)) });
    case 'conversation.moved':
    case 'conversation.routed':
      return t(routedBy(action, by), { name, to: placeName(detail.to) });
    case 'conversation.tagged':
      return [
        list(detail.added) && t('line.tagged', { name, tags: list(detail.added) }),
        list(detail.removed) && t('line.untagged', { name, tags: list(detail.removed) }),
      ]
        .filter(Boolean)
        .join(' ');
    case 'conversation.priority_set':
      return t('line.priority', { name, to: String(detail.to ?? '') });
    case 'conversation.snoozed':
      return t('line.snoozed', { name, time: shortly.format(Number(detail.until)) });
    // Notes stand there themselves.
    case 'note.added':
    case 'note.edited':
    case 'conversation.locked':
      return undefined;
    default: {
      const known = `line.${action.replace('conversation.', '')}`;
      return hasWord(known) ? t(known, { name }) : undefined;
    }
  }
};

/** A quiet line between the messages. */
export const auditLine = (entry: AuditEntry): HTMLElement | undefined => {
  const words = wordsOf(entry);
  return words
    ? el(
        'li',
        { class: 'event-line' },
        el('span', { dir: 'auto' }, words),
        el(
          'time',
          { title: exactly(entry.at), datetime: new Date(entry.at).toISOString() },
          timeOf(entry.at),
        ),
      )
    : undefined;
};

/** A note: another colour, a lock and the word, so that nobody takes it for a reply. */
export const noteLine = (note: Note, edit: (note: Note) => void): HTMLElement => {
  const author = note.authorId ? userName(note.authorId) : (note.by ?? '');
  const mine = note.authorId === undefined || note.authorId === me()?.id;
  return el(
    'li',
    { class: 'note-line', 'data-note': note.id },
    el(
      'div',
      { class: 'note' },
      el(
        'p',
        { class: 'note-head' },
        icon('lock'),
        el('strong', {}, t('note.word')),
        el('span', { dir: 'auto' }, author),
        mine &&
          el('button', { type: 'button', class: 'quiet small', onclick: () => edit(note) }, t('note.edit')),
      ),
      el('p', { class: 'words', dir: 'auto' }, note.text),
      el(
        'p',
        { class: 'meta' },
        note.editedAt !== undefined && el('span', { title: exactly(note.editedAt) }, t('bubble.edited')),
        el(
          'time',
          { title: exactly(note.createdAt), datetime: new Date(note.createdAt).toISOString() },
          timeOf(note.createdAt),
        ),
      ),
    ),
  );
};
