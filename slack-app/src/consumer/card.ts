import type { ConversationView } from '@centralita/core/hub-client';
import type { Channel, Place } from '../channels.ts';
import type { Parts } from '../parts.ts';
import { card } from '../projection/card.ts';
import type { Post } from '../projection/parts.ts';

export interface CardExtras {
  readonly channel: Pick<Channel, 'id' | 'name'>;
  /** A post that is new, and so a notification. */
  readonly announces?: boolean;
  readonly meantFor?: Place['meantFor'];
  readonly movedTo?: { readonly channel: string; readonly link?: string };
}

/** The card of a conversation as it stands now. */
export const cardOf = async (parts: Parts, view: ConversationView, extras: CardExtras): Promise<Post> => {
  const { settings, directory } = parts;
  const words = parts.words(extras.channel);
  const [team, assignee, contact] = await Promise.all([
    directory.team(view.teamId),
    directory.user(view.assigneeId),
    settings.contactLink ? parts.hub.contact(view.contactId).catch(() => undefined) : undefined,
  ]);
  const reasons: Readonly<Record<string, string>> = words.channelReasons;
  return card(
    {
      view,
      maskPhones: settings.maskPhones,
      timeZone: settings.timeZone,
      language: parts.language(extras.channel),
      now: parts.now(),
      announces: extras.announces ?? false,
      ...(contact ? { contact } : {}),
      ...(team ? { teamName: team.name } : {}),
      ...(assignee ? { assigneeName: assignee.name } : {}),
      ...(settings.contactLink ? { contactLink: settings.contactLink } : {}),
      ...(extras.movedTo ? { movedTo: extras.movedTo } : {}),
      ...(extras.meantFor
        ? {
            meantFor: {
              channel: extras.meantFor.name,
              reason: reasons[extras.meantFor.reason] ?? words.channelReasons.other,
            },
          }
        : {}),
    },
    words,
  );
};
