/// <reference lib="dom" />
import type { PhoneMessage } from '../types.ts';
import { calmly, el, fill, t } from './dom.client.ts';
import { isMine, now, onChange, openChat, ownGroups, world } from './world.client.ts';

/** Customer and chat → the last message that was looked at there. */
const seen = new Map<string, string>();
const began = now();

const keyOf = (group: string | undefined) => `${world.current} ${group ?? ''}`;
const lastIn = (group: string | undefined): PhoneMessage | undefined =>
  world.messages.findLast((message) => message.group === group && (message.visible || isMine(message)));

const isNew = (group: string | undefined): boolean => {
  const last = lastIn(group);
  if (!last || isMine(last) || group === world.group) return false;
  const before = seen.get(keyOf(group));
  return before === undefined ? Number(last.timestamp) * 1000 >= began - 1000 : before !== last.id;
};

/** The chats of this phone: the business, and the groups somebody is in. Nothing where there is but one. */
export const chatStrip = (): HTMLElement => {
  const strip = el('div', { class: 'chats', role: 'group', 'aria-label': t('chats.label') });
  const chat = (group: string | undefined, name: string) =>
    el(
      'button',
      {
        type: 'button',
        class: 'chat-choice',
        'data-chat': group ?? '',
        'aria-pressed': String(group === world.group),
        onclick: () => openChat(group),
      },
      el('span', { class: 'chat-choice-name', dir: 'auto' }, name),
      isNew(group) && el('span', { class: 'new-dot', role: 'img', 'aria-label': t('chats.new') }),
    );
  let drawn = '';
  const draw = () => {
    const last = lastIn(world.group);
    if (last) seen.set(keyOf(world.group), last.id);
    const all = [undefined, ...ownGroups().map(({ id }) => id)];
    const of = JSON.stringify([
      world.current,
      world.business,
      world.group,
      ownGroups().map(({ id, subject }) => [id, subject]),
      all.map(isNew),
    ]);
    if (of === drawn) return;
    drawn = of;
    const focused = strip.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.chat
      : undefined;
    strip.hidden = all.length === 1;
    fill(
      strip,
      chat(undefined, world.business),
      ownGroups().map(({ id, subject }) => chat(id, subject)),
    );
    if (focused !== undefined)
      strip.querySelector<HTMLElement>(`[data-chat="${CSS.escape(focused)}"]`)?.focus();
  };
  onChange(() => calmly(draw));
  return strip;
};
