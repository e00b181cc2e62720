import type { ConversationView } from '@centralita/core/hub-client';
import { type Contact, type Language, maskPhone } from '@centralita/core/model';
import { escapeMrkdwn, oneLine } from '../format/from-whatsapp.ts';
import { action, type MoreChoice } from '../ids.ts';
import type { Words } from '../words/index.ts';
import { button, context, type KnownBlock, type Post, plain, section, time } from './parts.ts';

export interface CardInput {
  readonly view: ConversationView;
  readonly contact?: Contact;
  readonly teamName?: string;
  readonly assigneeName?: string;
  readonly maskPhones: boolean;
  readonly contactLink?: string;
  readonly timeZone: string;
  readonly language: Language;
  readonly now: number;
  /** The notification says what the customer wrote. Afterwards only the post of the message itself does: they may take it back. */
  readonly announces: boolean;
  /** The channel its route names, where that one cannot be used. */
  readonly meantFor?: { readonly channel: string; readonly reason: string };
  readonly erased?: boolean;
  /** Where the conversation is now, when this is an older thread of it. */
  readonly movedTo?: { readonly channel: string; readonly link?: string };
}

export const nameOf = ({ contact }: Pick<ConversationView, 'contact'>, words: Words): string => {
  if (contact.name) return contact.name;
  const username = contact.identities.find(({ kind }) => kind === 'username');
  return username ? `@${username.value}` : words.customer;
};

const phoneOf = ({ contact }: ConversationView): string | undefined =>
  contact.identities.find(({ kind }) => kind === 'phone')?.value ??
  contact.identities
    .filter(({ kind, value }) => kind === 'wa_id' && /^\d{6,15}$/.test(value))
    .map(({ value }) => `+${value}`)[0];

/** The root of a thread: who, what state, what may be done. Rendered anew whenever something of it changes. */
export const card = (input: CardInput, words: Words): Post => {
  const { view } = input;
  const name = nameOf(view, words);
  const last = input.announces ? (view.lastMessage?.text ?? view.lastMessage?.kind ?? '') : '';
  const text = `${escapeMrkdwn(name)} · ${view.caseNumber}${last === '' ? '' : ` · ${escapeMrkdwn(oneLine(last, 100))}`}`;
  if (input.erased) return { text: words.erased, blocks: [section(`:wastebasket: ${words.erased}`)] };
  const phone = phoneOf(view);
  const shownPhone = phone === undefined ? words.noNumber : input.maskPhones ? maskPhone(phone) : phone;
  const linked = input.contactLink && linkOf(input.contactLink, input);
  const head = [
    `:speech_balloon: *${escapeMrkdwn(name)}*`,
    escapeMrkdwn(shownPhone),
    `${words.caseNumber} \`${escapeMrkdwn(view.caseNumber)}\``,
    ...(linked ? [`<${linked}|${words.openContact}>`] : []),
  ].join('  ·  ');
  const blocks: KnownBlock[] = [section(head), fields(input, words)];
  if (input.movedTo) {
    const { channel, link } = input.movedTo;
    blocks.push(
      section(
        `:arrow_right: ${link ? words.movedTo(escapeMrkdwn(channel), link) : words.movedToPlain(escapeMrkdwn(channel))}`,
      ),
    );
    return { text, blocks };
  }
  const remarks = remarksOf(input, words);
  if (remarks.length > 0) blocks.push(context(...remarks));
  blocks.push({ type: 'actions', block_id: 'centralita_card', elements: buttons(view, words) });
  return { text, blocks };
};

const fields = (
  { view, teamName, assigneeName, timeZone, language, now }: CardInput,
  words: Words,
): KnownBlock => {
  const until = view.windowUntil;
  const window =
    until !== undefined && until > now
      ? words.windowUntil(time(until, timeZone, language))
      : words.windowClosed;
  const state =
    view.state === 'snoozed' && view.snoozedUntil
      ? words.snoozedUntil(time(view.snoozedUntil, timeZone, language))
      : words.states[view.state];
  const entries = [
    [words.team, escapeMrkdwn(teamName ?? words.nobody)],
    [words.assignee, escapeMrkdwn(assigneeName ?? words.nobody)],
    [words.state, state],
    [words.priority, words.priorityOf(view.priority)],
    [words.window, window],
    ...(view.tags.length > 0 ? [[words.tags, view.tags.map(escapeMrkdwn).join(', ')]] : []),
  ];
  return {
    type: 'section',
    fields: entries.map(([label, value]) => ({
      type: 'mrkdwn',
      text: `*${label}*\n${value}`.slice(0, 2000),
    })),
  };
};

const remarksOf = ({ view, meantFor, timeZone, language, now }: CardInput, words: Words): string[] => [
  ...(view.dueAt && view.dueAt > 0
    ? [`:alarm_clock: ${words.due(time(view.dueAt, timeZone, language))}`]
    : []),
  ...(view.firstResponseAt && view.firstResponseAt >= view.createdAt && view.firstResponseAt <= now
    ? [words.answeredAfter(duration(view.firstResponseAt - view.createdAt, words))]
    : []),
  ...(view.byDefault ? [`:grey_question: ${words.byDefault}`] : []),
  ...(meantFor ? [`:warning: ${escapeMrkdwn(words.meantFor(meantFor.channel, meantFor.reason))}`] : []),
];

export const duration = (ms: number, words: Words): string => {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  return minutes < 60 ? words.minutes(minutes) : words.hours(Math.floor(minutes / 60), minutes % 60);
};

const buttons = (view: ConversationView, words: Words) => {
  const { id } = view;
  const closed = view.state === 'closed';
  const choices: readonly (readonly [MoreChoice, string])[] = [
    ['move', words.move],
    ['tags', words.tag],
    ['canned', words.canned],
    ['history', words.history],
    ['help', words.help],
  ];
  return [
    button(action.claim, words.claim, id, view.assigneeId ? {} : { style: 'primary' }),
    button(action.assign, words.assign, id),
    closed ? button(action.reopen, words.reopen, id) : button(action.close, words.close, id),
    button(action.snooze, words.snooze, id),
    button(action.template, words.template, id),
    button(action.note, words.note, id),
    {
      type: 'overflow' as const,
      action_id: action.more,
      options: choices.map(([choice, label]) => ({ text: plain(label), value: `${choice}:${id}` })),
    },
  ];
};

/** `{hubspotId}` and other attributes of the contact put into the address; undefined where one is not known. */
const linkOf = (pattern: string, { contact, view }: CardInput): string | undefined => {
  let complete = true;
  const link = pattern.replace(/\{([A-Za-z0-9_.]+)\}/g, (_, name: string) => {
    const value = name === 'contactId' ? view.contact.id : contact?.attributes[name];
    if (typeof value !== 'string' && typeof value !== 'number') {
      complete = false;
      return '';
    }
    return encodeURIComponent(String(value));
  });
  return complete && /^https:\/\/[^\s<>|]+$/.test(link) ? link : undefined;
};
