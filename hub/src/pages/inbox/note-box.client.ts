/// <reference lib="dom" />
import type { Note } from '@centralita/core/hub-client';
import type { ConversationId } from '@centralita/core/model';
import { el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { call } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { acting } from '../common/person.client.ts';
import { trouble } from '../common/trouble.client.ts';

export interface NoteBox {
  readonly element: HTMLFormElement;
  edit(note: Note): void;
  focus(): void;
}

/** Where notes are written: not the reply box, and no way from here to the customer. */
export const createNoteBox = (conversation: ConversationId, done: () => void): NoteBox => {
  let edited: Note | undefined;
  const problem = el('div', { role: 'alert' });
  const text = el('textarea', {
    class: 'field',
    rows: '2',
    maxlength: '10000',
    placeholder: t('note.placeholder'),
    'aria-label': t('note.placeholder'),
    dir: 'auto',
  });
  const word = el('strong', {}, t('note.word'));
  const save = el('button', { type: 'submit', class: 'button note-save' }, t('note.save'));
  const element = el(
    'form',
    {
      class: 'note-box',
      onsubmit: async (event: Event) => {
        event.preventDefault();
        const words = text.value.trim();
        if (words === '' || save.disabled) return;
        save.disabled = true;
        fill(problem);
        try {
          if (edited) await call('PATCH', `/v1/notes/${edited.id}`, { text: words, ...acting() });
          else await call('POST', `/v1/conversations/${conversation}/notes`, { text: words, ...acting() });
          text.value = '';
          edited = undefined;
          word.textContent = t('note.word');
          done();
        } catch (error) {
          fill(problem, trouble(error));
        }
        save.disabled = false;
      },
    },
    el('p', { class: 'note-head' }, icon('lock'), word, el('span', { class: 'small' }, t('note.inside'))),
    text,
    problem,
    el('div', { class: 'note-acts' }, save),
  );
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    element.requestSubmit();
  });
  return {
    element,
    edit: (note) => {
      edited = note;
      text.value = note.text;
      word.textContent = t('note.editing');
      text.focus();
    },
    focus: () => text.focus(),
  };
};
