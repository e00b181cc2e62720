/// <reference lib="dom" />
import { el, t } from './dom.client.ts';
import { type IconName, icon } from './icons.client.ts';

type Body = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const icons: Readonly<Record<string, IconName>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'document',
  sticker: 'sticker',
};

export const tile = (name: IconName, title: string, detail = ''): HTMLElement =>
  el(
    'div',
    { class: 'tile' },
    el('span', { class: 'tile-icon' }, icon(name)),
    el(
      'span',
      {},
      el('span', { dir: 'auto' }, title),
      detail && el('p', { class: 'small muted', dir: 'auto' }, detail),
    ),
  );

const hostOf = (link: string): string => {
  try {
    return new URL(link).host;
  } catch {
    return link;
  }
};

/** A file as the phone shows it. What lies elsewhere on the web is named and not fetched. */
export const mediaView = (kind: string, body: Body): HTMLElement => {
  const id = text(body.id) || (typeof body.id === 'number' ? String(body.id) : '');
  const src = id ? `/sandbox/media/${encodeURIComponent(id)}` : '';
  const name = text(body.filename) || t(`phone.${kind === 'audio' && body.voice ? 'voice' : kind}`);
  const plain = tile(icons[kind] ?? 'document', name, text(body.mime_type) || hostOf(text(body.link)));
  if (!src) return plain;
  switch (kind) {
    case 'image':
    case 'sticker': {
      const picture = el('img', { class: `picture ${kind}`, src, alt: name, loading: 'lazy' });
      // A file that is no picture, or gone.
      picture.addEventListener('error', () => picture.replaceWith(plain));
      return picture;
    }
    case 'audio': {
      const player = el('audio', { src, controls: true, preload: 'none', 'aria-label': name });
      return el('div', { class: 'sound' }, plain, player);
    }
    case 'video':
      return el('video', { class: 'picture', src, controls: true, preload: 'none', 'aria-label': name });
    default:
      return el('a', { class: 'file', href: src, target: '_blank', rel: 'noreferrer' }, plain);
  }
};
