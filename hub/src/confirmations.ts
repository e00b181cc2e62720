import type { Consumer, Effect } from '@centralita/core/consumer';
import type { SendMessageRequest } from '@centralita/core/hub-client';
import {
  CentralitaError,
  type ConsentRecord,
  type ContactId,
  type ConversationId,
  type Event,
} from '@centralita/core/model';

export interface ConfirmationOptions {
  readonly send: (request: SendMessageRequest, idempotencyKey: string) => Promise<void>;
  readonly consentsOf: (contact: ContactId) => Promise<readonly ConsentRecord[]>;
  /** The contact's language, where anything tells it. */
  readonly languageOf: (contact: ContactId) => Promise<string | undefined>;
  /** Texts by language in place of the built-in ones. */
  readonly texts?: {
    readonly optOut?: Readonly<Record<string, string>>;
    readonly optIn?: Readonly<Record<string, string>>;
  };
}

const builtIn = {
  optOut: {
    en: 'Done: we will not write to you again. Reply START to hear from us again.',
    es: 'Hecho: no le escribiremos más. Responda ALTA para volver a recibir mensajes.',
    pt: 'Pronto: não lhe escreveremos mais. Responda INICIAR para voltar a receber mensagens.',
    fr: 'C’est fait : nous ne vous écrirons plus. Répondez START pour recevoir à nouveau nos messages.',
    de: 'Erledigt: Wir schreiben Ihnen nicht mehr. Antworten Sie START, um wieder Nachrichten zu erhalten.',
    it: 'Fatto: non le scriveremo più. Risponda START per ricevere di nuovo i messaggi.',
  },
  optIn: {
    en: 'Welcome back: you will hear from us again. Reply STOP at any time to end it.',
    es: 'Listo: volverá a recibir nuestros mensajes. Responda BAJA cuando quiera dejarlos.',
    pt: 'Pronto: voltará a receber as nossas mensagens. Responda PARAR quando quiser deixar de as receber.',
    fr: 'C’est noté : vous recevrez à nouveau nos messages. Répondez STOP à tout moment pour arrêter.',
    de: 'Notiert: Sie erhalten wieder Nachrichten von uns. Antworten Sie jederzeit STOP, um sie zu beenden.',
    it: 'Fatto: riceverà di nuovo i nostri messaggi. Risponda STOP quando vuole smettere.',
  },
} as const;

/**
 * Tells somebody who wrote STOP or START that it is done: once for each change, inside the window, and as the
 * only message that may follow a withdrawal.
 */
export const createConfirmations = ({
  send,
  consentsOf,
  languageOf,
  texts,
}: ConfirmationOptions): Consumer => ({
  name: 'confirmations',
  types: ['consent.changed'],

  handle: async (event: Event): Promise<readonly Effect[]> => {
    if (event.type !== 'consent.changed') return [];
    const { consent, hub } = event.data;
    const own = consent.actor === 'person' && (consent.source === 'keyword' || consent.source === 'button');
    if (!own || !hub?.contactId || !hub.conversationId || consent.state === 'pending') return [];
    return [
      {
        lane: hub.conversationId,
        kind: 'confirm',
        payload: {
          eventId: event.id,
          contactId: hub.contactId,
          conversationId: hub.conversationId,
          state: consent.state,
          // The id of the message that says it: two may come within one second.
          proof: hub.parentId,
        },
      },
    ];
  },

  perform: async (effect) => {
    const { eventId, contactId, conversationId, state, proof } = effect.payload as Record<string, string>;
    const records = (await consentsOf(contactId as ContactId)).filter((record) => record.actor === 'person');
    const index = records.findIndex((record) => record.proof === proof);
    if (index < 0 || records[index - 1]?.state === state) return { state: 'done' };
    const language = records[index]?.language ?? (await languageOf(contactId as ContactId)) ?? 'en';
    const kind = state === 'withdrawn' ? 'optOut' : 'optIn';
    const own: Readonly<Record<string, string>> = { ...builtIn[kind], ...texts?.[kind] };
    try {
      await send(
        {
          conversationId: conversationId as ConversationId,
          content: { kind: 'text', text: own[language] ?? own.en ?? builtIn[kind].en },
          purpose: 'service',
        },
        `confirm:${eventId}`,
      );
      return { state: 'done' };
    } catch (error) {
      if (error instanceof CentralitaError && error.status < 500)
        return { state: 'failed', code: error.code, reason: error.message };
      throw error;
    }
  },
});
