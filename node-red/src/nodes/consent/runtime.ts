import type { RecordConsentRequest } from '@centralita/core/hub-client';
import { type Purpose, parseId } from '@centralita/core/model';
import type { Definition, Red, RedNode } from '../../red.ts';
import { hubAction } from '../../shared/action.ts';
import type { Bound } from '../../shared/bind.ts';
import { NodeFailure } from '../../shared/failure.ts';
import { evaluate, textFrom } from '../../shared/values.ts';
import { wordsOf } from '../../shared/words.ts';

interface Properties extends Bound {
  readonly state?: 'granted' | 'withdrawn' | 'pending';
  /** Purposes with commas between them; empty: everything the business begins by itself. */
  readonly purposes?: string;
  readonly to?: string;
  readonly toType?: string;
  readonly source?: 'operator' | 'form' | 'import' | 'api' | 'link' | 'keyword' | 'button';
  readonly actor?: 'person' | 'operator' | 'import';
  readonly wording?: string;
  readonly wordingType?: string;
  readonly proof?: string;
  readonly proofType?: string;
}

const purposes = ['service', 'utility', 'marketing', 'authentication'] as const;

/** Writes down on the hub that somebody said yes or no. Without a hub there is no ledger to write to. */
export const registerConsent = (red: Red): void => {
  red.nodes.registerType('centralita-consent', function (this: RedNode, config: Definition<Properties>) {
    hubAction(red, this, config, async (client, message) => {
      const value = (name: string, given: string | undefined, type: string | undefined) =>
        evaluate(red, this, message, { value: given, type }, name).then((result) => textFrom(result, name));
      const to = await value('to', config.to || 'topic', config.to ? config.toType : 'msg');
      const record = await client.recordConsent({
        ...whoOf(to),
        state: config.state ?? 'granted',
        purposes: purposesOf(config.purposes),
        actor: config.actor ?? 'operator',
        source: config.source ?? 'api',
        ...blankless('wording', await value('wording', config.wording, config.wordingType)),
        ...blankless('proof', await value('proof', config.proof, config.proofType)),
      });
      return { consent: record, status: `centralita.status.${record.state}` };
    });
  });
};

const whoOf = (to: string | undefined): Pick<RecordConsentRequest, 'contactId' | 'to'> => {
  if (!to) throw new NodeFailure('recipient_unknown', { field: 'to', outcome: 'not-sent' });
  const contactId = parseId('ct', to);
  return contactId ? { contactId } : { to };
};

const purposesOf = (text: string | undefined): readonly Purpose[] | 'all' => {
  const named = wordsOf(text);
  if (named.length === 0) return 'all';
  const wrong = named.find((name) => !(purposes as readonly string[]).includes(name));
  if (wrong) {
    const details = `purposes: "${wrong}" is none of ${purposes.join(', ')}`;
    throw new NodeFailure('invalid_request', { field: 'purposes', details, outcome: 'not-sent' });
  }
  return named as Purpose[];
};

const blankless = <Name extends string>(name: Name, value: string | undefined) =>
  (value ? { [name]: value } : {}) as { [K in Name]?: string };
