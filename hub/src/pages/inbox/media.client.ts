/// <reference lib="dom" />
import type { Content, Message } from '@centralita/core/model';
import { el, t } from '@centralita/sandbox/phone/dom.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { kindWord } from './names.client.ts';

type MediaContent = Extract<Content, { kind: 'image' | 'video' | 'audio' | 'document' | 'sticker' }>;

export const isMedia = (content: Content): content is MediaContent =>
  ['image', 'video', 'audio', 'document', 'sticker'].includes(content.kind);

/** The file itself, from the hub; where it is not there, `instead`. */
export const mediaView = (
  message: Pick<Message, 'id' | 'direction'>,
  content: MediaContent,
  instead: () => HTMLElement,
): HTMLElement => {
  // What the team sent lies at the provider or at its own address: only its kind is told.
  if (message.direction === 'outbound' || message.id.startsWith('local:')) return instead();
  const address = `/v1/media/${message.id}`;
  const place = el('div', { class: `media ${content.kind}` });
  const fail = () => {
    place.replaceChildren(instead(), el('p', { class: 'minor' }, t('media.gone')));
    place.classList.add('gone');
  };
  const name = content.caption || kindWord(content.kind);
  if (content.kind === 'image' || content.kind === 'sticker') {
    const picture = el('img', { src: address, alt: name, loading: 'lazy', decoding: 'async' });
    picture.addEventListener('error', fail, { once: true });
    place.append(
      content.kind === 'sticker'
        ? picture
        : el('a', { href: address, target: '_blank', rel: 'noopener', title: t('media.open') }, picture),
    );
  } else if (content.kind === 'document') {
    const file = content.filename ?? kindWord('document');
    place.append(el('a', { class: 'file', href: address, download: file }, instead(), icon('download')));
  } else {
    const player = el(content.kind, {
      controls: true,
      preload: 'metadata',
      'aria-label': name,
      src: address,
    });
    player.addEventListener('error', fail, { once: true });
    place.append(player);
  }
  return place;
};
