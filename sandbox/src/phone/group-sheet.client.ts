/// <reference lib="dom" />
import type { GroupView } from '../types.ts';
import { el, t } from './dom.client.ts';
import { call } from './http.client.ts';
import { openSheet } from './sheet.client.ts';
import { toggle } from './toggle.client.ts';
import { groupPath, world } from './world.client.ts';

/** Who is in a group: anybody joins by its link, and leaves. */
export const openGroupSheet = (group: GroupView): void => {
  const move = (customer: string) => (wanted: boolean) =>
    call('POST', groupPath(group.id, wanted ? '/join' : '/leave'), { customer });
  const isIn = (customer: string) => group.participants.some(({ id }) => id === customer);
  const asked = (customer: string) => group.requests.some((request) => request.customer === customer);
  const members = world.customers.filter(({ id }) => isIn(id));
  const others = world.customers.filter(({ id }) => !isIn(id));
  openSheet(
    group.subject,
    el('p', { class: 'small muted' }, t('group.lead')),
    el(
      'div',
      { class: 'members' },
      [...members, ...others].map(({ id, name }) =>
        asked(id)
          ? el('p', { class: 'small asked', dir: 'auto' }, t('group.asked', { name }))
          : toggle(name, isIn(id), move(id)),
      ),
    ),
    el('hr', {}),
    toggle(t('group.suspended'), group.suspended, (suspended) =>
      call('POST', groupPath(group.id, '/suspended'), { suspended }),
    ),
  );
};
