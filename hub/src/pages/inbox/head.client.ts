/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import { el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { exactly, shortWhen } from '@centralita/sandbox/phone/format.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { choice, type Panel, panel } from '../common/panel.client.ts';
import { allTeams, allUsers, face, me, teamName, userName } from '../common/person.client.ts';
import type { Actions } from './actions.client.ts';
import { addressOf, nameOf } from './names.client.ts';
import { avatar } from './row.client.ts';
import { localTime, snoozeTimes } from './snooze.client.ts';

export interface Head {
  readonly element: HTMLElement;
  draw(view: ConversationView): void;
  openAssign(): void;
  openSnooze(): void;
  closeOrReopen(): void;
}

const priorities = [0, 1, 2, 3] as const;

/** Who it is, and what one does with the conversation. */
export const createHead = (actions: Actions, on: { back(): void; card(): void }): Head => {
  const name = el('h2', { dir: 'auto' });
  const address = el('p', { class: 'minor' });
  const picture = el('span', {});
  const acts = el('div', { class: 'head-acts' });
  let view: ConversationView | undefined;
  let assigning: Panel | undefined;
  let snoozing: Panel | undefined;
  let drawn = '';

  const element = el(
    'div',
    { class: 'thread-head' },
    el(
      'button',
      { type: 'button', class: 'round back', 'aria-label': t('thread.back'), onclick: on.back },
      icon('back'),
    ),
    picture,
    el('div', { class: 'who' }, name, address),
    acts,
    el(
      'button',
      {
        type: 'button',
        class: 'round show-card',
        'aria-label': t('thread.card'),
        title: t('thread.card'),
        onclick: on.card,
      },
      icon('info'),
    ),
  );

  const assignPanel = (one: ConversationView): Panel => {
    const team = one.teamId ? teamName(one.teamId) : '';
    const person = one.assigneeId ? userName(one.assigneeId) : '';
    const shown = person || team || t('act.unassigned');
    return panel({
      label: t('act.assign', { name: shown }),
      face: [person ? face(person) : icon('person'), el('span', { class: 'act-word', dir: 'auto' }, shown)],
      content: (close) => [
        me() !== undefined &&
          one.assigneeId !== me()?.id &&
          choice(
            t('act.claim'),
            () => {
              close();
              actions.claim();
            },
            { mark: icon('check') },
          ),
        allUsers().length > 0 && el('h3', {}, t('act.people')),
        ...allUsers().map((user) =>
          choice(
            user.name,
            () => {
              close();
              actions.assign(user.id);
            },
            {
              chosen: user.id === one.assigneeId,
              mark: face(user.name),
              ...(user.away ? { detail: t('person.away') } : {}),
              off: user.role === 'read_only',
            },
          ),
        ),
        one.assigneeId !== undefined &&
          choice(t('act.nobody'), () => {
            close();
            actions.assign(null);
          }),
        allTeams().length > 0 && el('h3', {}, t('act.move')),
        ...allTeams().map(({ id, name: label }) =>
          choice(
            label,
            () => {
              close();
              actions.moveTo(id);
            },
            { chosen: id === one.teamId },
          ),
        ),
        allUsers().length + allTeams().length === 0 && el('p', { class: 'muted small' }, t('person.none')),
      ],
    });
  };

  const snoozePanel = (one: ConversationView): Panel =>
    panel({
      label: t('act.snooze'),
      face: [icon('clock'), el('span', { class: 'act-word' }, t('act.snooze'))],
      content: (close) => {
        const date = el('input', {
          class: 'field',
          type: 'datetime-local',
          min: localTime(now()),
          value: localTime(now() + 86_400_000),
          required: true,
        });
        const until = (at: number) => {
          close();
          actions.snooze(at);
        };
        return [
          ...snoozeTimes(now()).map(([word, at]) =>
            choice(t(word), () => until(at), { detail: shortWhen(at, now()) }),
          ),
          el(
            'form',
            {
              class: 'panel-form',
              onsubmit: (event: Event) => {
                event.preventDefault();
                until(new Date(date.value).getTime());
              },
            },
            el('label', {}, el('span', { class: 'small muted' }, t('snooze.date')), date),
            el('button', { type: 'submit', class: 'button' }, t('act.snooze')),
          ),
          one.state === 'snoozed' &&
            choice(t('act.wake'), () => {
              close();
              actions.reopen();
            }),
        ];
      },
    });

  const morePanel = (one: ConversationView): Panel => {
    const download = (format: string, notes: boolean, word: string) =>
      el(
        'a',
        {
          class: 'choice',
          href: `/v1/conversations/${one.id}/transcript?format=${format}${notes ? '&notes=true' : ''}`,
          download: `${one.caseNumber}.${format === 'text' ? 'txt' : format}`,
        },
        icon('download'),
        el('span', { class: 'choice-label' }, t(word)),
      );
    return panel({
      label: t('act.more'),
      class: 'round',
      face: [icon('more')],
      content: (close) => [
        el('h3', {}, t('act.priority')),
        ...priorities.map((value) =>
          choice(
            t(`priority.${value}`),
            () => {
              close();
              actions.setPriority(value);
            },
            { chosen: one.priority === value },
          ),
        ),
        el('h3', {}, t('act.transcript')),
        download('html', false, 'transcript.html'),
        download('text', false, 'transcript.text'),
        download('text', true, 'transcript.notes'),
        download('json', false, 'transcript.json'),
      ],
    });
  };

  const closeOrReopen = () => {
    if (view?.state === 'closed') actions.reopen();
    else actions.close();
  };

  return {
    element,
    draw: (next) => {
      view = next;
      name.textContent = nameOf(next.contact);
      fill(address, `${addressOf(next.contact)} · `, el('span', { class: 'case' }, next.caseNumber));
      const of = JSON.stringify([
        nameOf(next.contact),
        next.state,
        next.snoozedUntil,
        next.assigneeId,
        next.teamId,
        next.priority,
        me()?.id,
        allUsers().length,
      ]);
      // A panel that is open is not taken away.
      if (of === drawn || acts.querySelector('.panel:not([hidden])')) return;
      drawn = of;
      fill(picture, avatar(nameOf(next.contact)));
      assigning = assignPanel(next);
      snoozing = next.state === 'closed' ? undefined : snoozePanel(next);
      fill(
        acts,
        next.state !== 'open' &&
          next.state !== 'pending' &&
          el(
            'span',
            {
              class: 'tag',
              title: next.snoozedUntil === undefined ? undefined : exactly(next.snoozedUntil),
            },
            next.state === 'snoozed' && next.snoozedUntil !== undefined
              ? t('act.until', { time: shortWhen(next.snoozedUntil, now()) })
              : t(`state.of.${next.state}`),
          ),
        assigning.element,
        snoozing?.element,
        el(
          'button',
          {
            type: 'button',
            class: 'button',
            title: t(next.state === 'closed' ? 'act.reopen' : 'act.close'),
            onclick: closeOrReopen,
          },
          icon(next.state === 'closed' ? 'reply' : 'check'),
          el('span', { class: 'act-word' }, t(next.state === 'closed' ? 'act.reopen' : 'act.close')),
        ),
        morePanel(next).element,
      );
    },
    openAssign: () => assigning?.open(),
    openSnooze: () => snoozing?.open(),
    closeOrReopen,
  };
};
