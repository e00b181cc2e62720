import { type ConsentKeywords, recogniseConsentIn } from '@centralita/core/consent';
import type { ConsentStatement, EventByType, Purpose } from '@centralita/core/model';

type Said = EventByType<'message.received' | 'message.imported'>;

/** What a customer's message says about consent. `at` is its believed time; `lastPurpose` is asked only when a word is doubtful. */
export type ConsentRecogniser = (
  event: Said,
  at: number,
  lastPurpose: () => Purpose | undefined,
) => ConsentStatement | undefined;

export const createRecogniser =
  (keywords: ConsentKeywords): ConsentRecogniser =>
  (event, at, lastPurpose) => {
    const { content } = event.data.message;
    // Nearly all messages say nothing of the kind and are folded only once.
    const heard = recogniseConsentIn(content, keywords, { afterMarketing: true });
    if (!heard) return undefined;
    const said = recogniseConsentIn(content, keywords) ?? (lastPurpose() === 'marketing' ? heard : undefined);
    if (!said) return undefined;
    return {
      state: said.state,
      purposes: said.purposes,
      actor: 'person',
      source: said.source,
      at,
      wording: wordingOf(content) ?? said.keyword,
      ...(said.language === 'any' ? {} : { language: said.language }),
      proof: event.id,
      ...(said.state === 'granted' ? { proofAt: at } : {}),
    };
  };

const wordingOf = (content: Said['data']['message']['content']): string | undefined => {
  switch (content.kind) {
    case 'text':
    case 'button':
      return content.text;
    case 'button_reply':
    case 'list_reply':
      return content.title;
    default:
      return undefined;
  }
};
