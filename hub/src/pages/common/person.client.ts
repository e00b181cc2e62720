/// <reference lib="dom" />
import type { Team, User } from '@centralita/core/model';
import { $, el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { hueOf, initials } from '@centralita/sandbox/phone/format.client';
import { call } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { getFirst } from './first.client.ts';
import { choice, panel } from './panel.client.ts';

/** Kept until one signs out: a key stands for a desk, not for a person. */
const place = 'centralita.person';
let users: readonly User[] = [];
let teams: readonly Team[] = [];
const listeners = new Set<() => void>();

export const allUsers = (): readonly User[] => users;
export const allTeams = (): readonly Team[] => teams;
export const userName = (id: string | undefined): string =>
  users.find((one) => one.id === id)?.name ?? (id === undefined ? '' : t('person.gone'));
export const teamName = (id: string | undefined): string =>
  teams.find((one) => one.id === id)?.name ?? (id === undefined ? '' : t('team.gone'));
export const me = (): User | undefined => users.find(({ id }) => id === localStorage.getItem(place));
/** For the body of what one does. */
export const acting = (): { by?: string } => {
  const id = me()?.id;
  return id ? { by: id } : {};
};
export const onPerson = (listener: () => void): void => void listeners.add(listener);
export const forgetPerson = (): void => localStorage.removeItem(place);

export const face = (name: string): HTMLElement =>
  el('span', { class: `avatar small ${hueOf(name)}`, 'aria-hidden': 'true' }, initials(name));

let chooser: ReturnType<typeof panel> | undefined;
/** Whether it is known who sits here; asks when it is not. */
export const needMe = (): boolean => {
  if (me()) return true;
  chooser?.open();
  return false;
};

const choose = (id: string | undefined): void => {
  if (id === undefined) forgetPerson();
  else localStorage.setItem(place, id);
  draw();
  for (const listener of listeners) listener();
};

const spot = el('div', { class: 'person' });
const setAway = async (user: User, away: boolean): Promise<void> => {
  const changed = await call<User>('PATCH', `/v1/users/${user.id}`, { away }).catch(() => undefined);
  if (changed) users = users.map((one) => (one.id === changed.id ? changed : one));
  draw();
};

const draw = (): void => {
  const mine = me();
  chooser = panel({
    label: mine ? t('person.me', { name: mine.name }) : t('person.choose'),
    class: 'quiet person-button',
    face: mine
      ? [face(mine.name), el('span', { class: 'person-name', dir: 'auto' }, mine.name)]
      : [icon('person'), el('span', { class: 'person-name' }, t('person.choose'))],
    content: (close) => [
      el('h3', {}, t('person.choose')),
      users.length === 0 && el('p', { class: 'muted small' }, t('person.none')),
      ...users.map((user) =>
        choice(
          user.name,
          () => {
            choose(user.id);
            close();
          },
          {
            chosen: user.id === mine?.id,
            mark: face(user.name),
            ...(user.away ? { detail: t('person.away') } : {}),
          },
        ),
      ),
      mine &&
        choice(mine.away ? t('person.back') : t('person.leave'), () => {
          close();
          void setAway(mine, mine.away !== true);
        }),
      mine &&
        choice(t('person.forget'), () => {
          close();
          choose(undefined);
        }),
    ],
  });
  fill(spot, chooser.element);
};

/** Reads who there is and puts the choice of oneself into the head of the page. A hub without people has no such choice. */
export const loadPeople = async (): Promise<void> => {
  const [some, others] = await Promise.all([
    getFirst<{ items: User[] }>('/v1/users').catch(() => undefined),
    getFirst<{ items: Team[] }>('/v1/teams').catch(() => undefined),
  ]);
  users = some?.items ?? [];
  teams = others?.items ?? [];
  if (some) $('live').before(spot);
  draw();
};
