import { spanishTitle } from '@centralita/core/channels/meta';
import { type Said, saidWith } from '@centralita/core/consumer';
import { CentralitaError, type CodeText, codes } from '@centralita/core/model';
import type { ConsumerStats } from '../deliveries/index.ts';

/** What to do about each sort of line. */
export const steps = {
  part: {
    en: 'Check disk space and the hub’s log.',
    es: 'Revise el espacio en disco y el registro del hub.',
  },
  number: {
    en: 'Mend what the last problem names, then resume the number.',
    es: 'Corrija lo que indica el último problema y después reanude el número.',
  },
  consumer: {
    en: 'Look at its deliveries, mend the receiver, then redrive them.',
    es: 'Mire sus entregas, arregle el receptor y entréguelas de nuevo.',
  },
} as const satisfies Record<string, CodeText>;

export const numberName = (name: string): CodeText => ({ en: `number ${name}`, es: `número ${name}` });

/** Why a number is paused: a title of the channel's errors. */
export const pausedFor = (title: string): CodeText => ({
  en: `paused: ${title}`,
  es: `en pausa: ${spanishTitle(title) ?? title}`,
});

export const states = {
  struggling: { en: 'struggling', es: 'con fallos' },
  paused: { en: 'paused', es: 'en pausa' },
} as const satisfies Record<Exclude<ConsumerStats['state'], 'running'>, CodeText>;

export const counted = {
  behind: (events: number): CodeText => ({
    en: events === 1 ? '1 event behind' : `${events} events behind`,
    es: events === 1 ? '1 evento de retraso' : `${events} eventos de retraso`,
  }),
  waiting: (events: number): CodeText => ({ en: `${events} waiting`, es: `${events} en espera` }),
  givenUp: (events: number): CodeText => ({
    en: `${events} given up`,
    es: events === 1 ? '1 abandonado' : `${events} abandonados`,
  }),
};

export const listed = (texts: readonly Said[]): CodeText => {
  const list = (...parts: string[]): string => parts.join(', ');
  return saidWith(texts, { en: list, es: list });
};

export const silent: CodeText = { en: 'gives no answer', es: 'no responde' };

/** An error in words: those of its code, or its own as they came; `otherwise` for what is no error. */
export const reasonOf = (error: unknown, otherwise: CodeText): Said => {
  if (!Error.isError(error)) return otherwise;
  if (!(error instanceof CentralitaError)) return error.message;
  const { es } = codes[error.code].title;
  return { en: error.message, es: error.detail ? `${es}: ${error.detail}` : es };
};
