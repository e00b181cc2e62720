import type { Event } from '@centralita/core/model';
import type { Definition, Message, Red, RedNode } from '../../red.ts';
import type { Bound } from '../../shared/bind.ts';
import { messageOf } from '../../shared/message.ts';
import { runTrigger } from '../../shared/trigger.ts';
import { wordsOf } from '../../shared/words.ts';

interface Properties extends Bound {
  /** Sources such as `keyword` with commas between them; empty: all. */
  readonly sources?: string;
}

/** Outputs: opted in, opted out, waiting for a confirmation. */
const outputs = ['granted', 'withdrawn', 'pending'] as const;

export const registerConsentIn = (red: Red): void => {
  red.nodes.registerType('centralita-consent-in', function (this: RedNode, config: Definition<Properties>) {
    const sources = wordsOf(config.sources);
    runTrigger(red, this, config, () => ({
      types: ['consent.changed'],
      wants: (event) =>
        event.type === 'consent.changed' &&
        (sources.length === 0 || sources.includes(event.data.consent.source)),
      messages: consentMessages,
    }));
  });
};

export const consentMessages = (event: Event): (Message | null)[] => {
  if (event.type !== 'consent.changed') return [null, null, null];
  const { consent } = event.data;
  return outputs.map((state) => (consent.state === state ? { ...messageOf(event), consent } : null));
};
