/// <reference lib="dom" />
import type { PhoneMessage, WebhookEntry } from '../types.ts';
import { facts, t } from './dom.client.ts';
import { eventsAbout, partsOf } from './hub-events.client.ts';
import { inOneLine } from './look.client.ts';
import { type Station, webhooksOf } from './stations.client.ts';

/** From the answer to the phone and back as statuses. */
export const ofBusiness = (message: PhoneMessage, entries: readonly WebhookEntry[]): Station[] => {
  const about = eventsAbout(message.id);
  const queued = about.find(({ type }) => type === 'message.queued');
  const statuses = about.filter(({ type }) => type === 'message.status');
  const folded = statuses
    .map((event) => partsOf(event).hub?.status)
    .filter(Boolean)
    .at(-1);
  const failed = message.status === 'failed';
  const conversation = [...about].map((event) => partsOf(event).hub?.conversationId).find(Boolean);
  return [
    {
      key: 'answer',
      state: 'done',
      text: t('journey.answer.text', { text: inOneLine(message) }),
      json: queued ?? message,
      ...(conversation
        ? { link: { href: `/c/${conversation}`, label: t('journey.conversation.open') } }
        : {}),
    },
    {
      key: 'platform',
      state: 'done',
      text: t('journey.platform.text', { id: `${message.id.slice(0, 18)}…` }),
      json: message,
    },
    {
      key: 'handset',
      state: failed ? 'bad' : message.visible ? 'done' : 'waiting',
      text: failed
        ? t('journey.failed', { code: message.error?.code ?? '', title: message.error?.title ?? '' })
        : t(`ticks.${message.ticks}`),
      json: message.error ?? { status: message.status, ticks: message.ticks },
    },
    webhooksOf('statuses', entries),
    ...(facts.hub
      ? [
          {
            key: 'state',
            state: folded === 'failed' ? 'bad' : folded ? 'done' : 'idle',
            text: folded ? t('journey.state.text', { state: folded }) : t('journey.waiting'),
            json: statuses.length > 0 ? statuses : undefined,
          } as const,
        ]
      : []),
  ];
};
