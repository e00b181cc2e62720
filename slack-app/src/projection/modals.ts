import type { TemplateInfo } from '@centralita/core/channels';
import type { ConversationView } from '@centralita/core/hub-client';
import type { Team, User } from '@centralita/core/model';
import { type TemplateField, templateFields } from '@centralita/core/templates';
import type { ModalView } from '@slack/types';
import { escapeMrkdwn } from '../format/from-whatsapp.ts';
import { action, view } from '../ids.ts';
import type { CannedReply } from '../settings.ts';
import type { Words } from '../words/index.ts';
import { type KnownBlock, plain, section } from './parts.ts';
import { labelOf, previewOf } from './template.ts';

/** What a view remembers; at most 3,000 characters as JSON. */
export interface Remembered {
  readonly conversation: string;
  readonly step?: 'form' | 'preview';
  readonly template?: { readonly id: string; readonly name: string; readonly language: string };
  readonly values?: Readonly<Record<string, string>>;
}

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
const option = (label: string, value: string) => ({ text: plain(cut(label, 75) || '…'), value });

const modal = (
  callbackId: string,
  title: string,
  blocks: readonly KnownBlock[],
  remembered: Remembered | undefined,
  words: Words,
  submit?: string,
): ModalView => ({
  type: 'modal',
  callback_id: callbackId,
  title: plain(cut(title, 24)),
  close: plain(words.modal.cancel),
  ...(submit ? { submit: plain(submit) } : {}),
  blocks: [...blocks],
  ...(remembered ? { private_metadata: JSON.stringify(remembered) } : {}),
});

/** Only words: help, history, what went wrong. */
export const sayModal = (title: string, texts: readonly string[], words: Words): ModalView =>
  modal('centralita_say', title, texts.slice(0, 90).map(section), undefined, words);

export const assignModal = (
  conversation: ConversationView,
  users: readonly User[],
  words: Words,
): ModalView => {
  const options = [
    option(words.modal.leaveFree, 'none'),
    ...users
      .filter(({ role }) => role !== 'read_only')
      .slice(0, 99)
      .map((user) => option(user.away ? `${user.name} 🌙` : user.name, user.id)),
  ];
  const initial = options.find(({ value }) => value === conversation.assigneeId);
  return modal(
    view.assign,
    words.modal.assignTitle,
    [
      {
        type: 'input',
        block_id: 'person',
        label: plain(words.modal.person),
        element: {
          type: 'static_select',
          action_id: 'value',
          options,
          ...(initial ? { initial_option: initial } : {}),
        },
      },
    ],
    { conversation: conversation.id },
    words,
    words.modal.save,
  );
};

export const snoozeModal = (conversation: string, initial: number, words: Words): ModalView =>
  modal(
    view.snooze,
    words.modal.snoozeTitle,
    [
      {
        type: 'input',
        block_id: 'until',
        label: plain(words.modal.until),
        element: {
          type: 'datetimepicker',
          action_id: 'value',
          initial_date_time: Math.floor(initial / 1000),
        },
      },
    ],
    { conversation },
    words,
    words.modal.save,
  );

const textInput = (
  blockId: string,
  label: string,
  more: { initial?: string; multiline?: boolean; optional?: boolean; max?: number; hint?: string } = {},
): KnownBlock => ({
  type: 'input',
  block_id: blockId,
  optional: more.optional ?? false,
  label: plain(cut(label, 150)),
  ...(more.hint ? { hint: plain(cut(more.hint, 150)) } : {}),
  element: {
    type: 'plain_text_input',
    action_id: 'value',
    multiline: more.multiline ?? false,
    ...(more.initial ? { initial_value: more.initial.slice(0, 3000) } : {}),
    ...(more.max ? { max_length: more.max } : {}),
  },
});

export const moveModal = (
  conversation: string,
  teams: readonly Team[],
  channels: readonly string[],
  words: Words,
): ModalView => {
  const options = [
    ...teams.map((team) => option(team.name, `team:${team.key}`)),
    ...channels.map((channel) => option(channel, `channel:${channel}`)),
  ].slice(0, 100);
  if (options.length === 0) return sayModal(words.modal.moveTitle, [words.modal.noHistory], words);
  return modal(
    view.move,
    words.modal.moveTitle,
    [
      {
        type: 'input',
        block_id: 'target',
        label: plain(words.modal.target),
        element: { type: 'static_select', action_id: 'value', options },
      },
      textInput('note', words.modal.handover, { multiline: true, max: 2000 }),
    ],
    { conversation },
    words,
    words.modal.save,
  );
};

export const noteModal = (conversation: string, words: Words, initial = ''): ModalView =>
  modal(
    view.note,
    words.modal.noteTitle,
    [textInput('note', words.modal.noteLabel, { multiline: true, max: 3000, initial })],
    { conversation },
    words,
    words.modal.save,
  );

export const tagsModal = (conversation: ConversationView, words: Words): ModalView =>
  modal(
    view.tags,
    words.modal.tagTitle,
    [
      textInput('tags', words.modal.tagLabel, {
        initial: conversation.tags.join(', '),
        optional: true,
        max: 500,
      }),
    ],
    { conversation: conversation.id },
    words,
    words.modal.save,
  );

/** The choice of a template, and once one is chosen its form with a preview. */
export const templateModal = (
  remembered: Remembered,
  templates: readonly TemplateInfo[],
  chosen: TemplateInfo | undefined,
  words: Words,
): ModalView => {
  const usable = templates.slice(0, 100);
  if (usable.length === 0) return sayModal(words.modal.templateTitle, [words.modal.noTemplates], words);
  const options = usable.map((template) =>
    option(`${template.name} · ${template.language}`, cut(template.id, 150)),
  );
  const initial = chosen && options.find(({ value }) => value === chosen.id);
  const blocks: KnownBlock[] = [
    {
      type: 'section',
      block_id: 'template',
      text: { type: 'mrkdwn', text: `*${words.modal.templateLabel}*` },
      accessory: {
        type: 'static_select',
        action_id: action.templateChosen,
        options,
        ...(initial ? { initial_option: initial } : {}),
      },
    },
  ];
  if (!chosen) return modal(view.template, words.modal.templateTitle, blocks, remembered, words);
  const fields = templateFields(chosen);
  blocks.push(
    section(`*${words.modal.preview}*\n${escapeMrkdwn(previewOf(chosen, {}))}`),
    ...fields.map((field) => inputOf(field, words)),
  );
  const { id, name, language } = chosen;
  return modal(
    view.template,
    words.modal.templateTitle,
    blocks,
    { ...remembered, step: 'form', template: { id, name, language } },
    words,
    words.modal.preview,
  );
};

const inputOf = (field: TemplateField, words: Words): KnownBlock => {
  const label = labelOf(field, words);
  if (field.kind === 'time') {
    const element = { type: 'datetimepicker' as const, action_id: 'value' };
    return { type: 'input', block_id: field.id, label: plain(cut(label, 150)), element };
  }
  return textInput(field.id, label, {
    max: field.most ?? 1000,
    optional: field.optional ?? false,
    ...(field.example ? { hint: field.example } : {}),
  });
};

/** A modal remembers 3,000 characters, its own notes among them: the values of a form may have these many. */
export const mostRemembered = 2_600;

/** How it will read, once more before it goes. */
export const previewModal = (
  remembered: Remembered,
  template: TemplateInfo,
  values: Readonly<Record<string, string>>,
  words: Words,
): ModalView =>
  modal(
    view.template,
    words.modal.templateTitle,
    [section(`*${words.modal.preview}*`), section(escapeMrkdwn(previewOf(template, values)))],
    { ...remembered, step: 'preview', values },
    words,
    words.modal.send,
  );

export const cannedModal = (
  conversation: string,
  replies: readonly CannedReply[],
  chosen: { readonly text: string } | undefined,
  words: Words,
): ModalView => {
  if (replies.length === 0) return sayModal(words.modal.cannedTitle, [words.modal.noCanned], words);
  const blocks: KnownBlock[] = [
    {
      type: 'section',
      block_id: 'canned',
      text: { type: 'mrkdwn', text: `*${words.modal.cannedLabel}*` },
      accessory: {
        type: 'static_select',
        action_id: action.cannedChosen,
        options: replies.map(({ key, title }) => option(title, key)),
      },
    },
    ...(chosen
      ? [textInput('text', words.modal.cannedText, { initial: chosen.text, multiline: true, max: 3000 })]
      : []),
  ];
  return modal(
    view.canned,
    words.modal.cannedTitle,
    blocks,
    { conversation },
    words,
    chosen ? words.modal.send : undefined,
  );
};

export const searchModal = (words: Words): ModalView =>
  modal(
    view.search,
    words.modal.searchTitle,
    [textInput('query', words.modal.searchTitle, { max: 200 })],
    undefined,
    words,
    words.modal.searchTitle,
  );
