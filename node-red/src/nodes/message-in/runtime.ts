import { recogniseConsentIn } from '@centralita/core/consent';
import type { Event } from '@centralita/core/model';
import type { Definition, Message, Red, RedNode } from '../../red.ts';
import type { Bound } from '../../shared/bind.ts';
import { isFile, replyOf, textOf } from '../../shared/content.ts';
import { failureOf } from '../../shared/failure.ts';
import { messageOf } from '../../shared/message.ts';
import type { Runtime } from '../../shared/runtime.ts';
import type { Source } from '../../shared/source.ts';
import { runTrigger } from '../../shared/trigger.ts';
import { hasWord, wordsOf } from '../../shared/words.ts';

interface Properties extends Bound {
  /** Kinds of content with commas between them; empty: all. */
  readonly kinds?: string;
  /** Words or phrases with commas between them; empty: any text. */
  readonly keywords?: string;
  /** The number written to, by its id at the platform or on the hub; empty: all. */
  readonly number?: string;
  readonly firstContact?: boolean;
  /** Also what is tapped, which has a node of its own. */
  readonly taps?: boolean;
  /** Also STOP and START, which have a node of their own. */
  readonly consentWords?: boolean;
  /** Files come as a buffer in `msg.payload`. */
  readonly download?: boolean;
}

export const registerMessageIn = (red: Red): void => {
  red.nodes.registerType('centralita-message-in', function (this: RedNode, config: Definition<Properties>) {
    runTrigger(red, this, config, () => ({
      types: ['message.received'],
      wants: createFilter(config),
      messages: (event, source, runtime) =>
        config.download ? withFile(event, source, runtime) : messageOf(event),
    }));
  });
};

export const createFilter = (config: Properties) => {
  const kinds = wordsOf(config.kinds);
  const keywords = wordsOf(config.keywords);
  const number = config.number?.trim();

  return (event: Event, about: { readonly claimed: boolean }): boolean => {
    if (event.type !== 'message.received') return false;
    const { message, account, hub } = event.data;
    const { content } = message;
    // While the platform's own agent owns the thread nobody else may answer.
    if (message.origin === 'standby' || about.claimed) return false;
    if (!config.taps && replyOf(content)) return false;
    if (!config.consentWords && recogniseConsentIn(content)) return false;
    if (kinds.length > 0 && !kinds.includes(content.kind)) return false;
    if (number && account.providerId !== number && hub?.accountId !== number) return false;
    if (config.firstContact && hub?.firstContact !== true) return false;
    return keywords.length === 0 || keywords.some((keyword) => hasWord(textOf(content), keyword));
  };
};

/** With the file as payload; where it cannot be had, the message comes without it and says why. */
const withFile = async (event: Event, source: Source, runtime: Runtime): Promise<Message> => {
  const message = messageOf(event);
  if (event.type !== 'message.received' || !isFile(event.data.message.content)) return message;
  try {
    const { bytes, mimeType, filename } = await source.media(event);
    const caption = message.payload;
    return {
      ...message,
      payload: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      media: { mimeType, size: bytes.length, ...(filename ? { filename } : {}), caption },
    };
  } catch (error) {
    const { code, message: words, cause } = failureOf(error, runtime.language);
    return { ...message, media: { error: { code, message: words, nextStep: cause.nextStep } } };
  }
};
