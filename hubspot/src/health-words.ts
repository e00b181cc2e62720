import { type Said, saidWith } from '@centralita/core/consumer';
import type { CodeText } from '@centralita/core/model';
import type { LimiterRoom } from './api/limiter.ts';
import type { WebhookCounts } from './inbound/webhooks.ts';

/** What the health lines are called. */
export const names = {
  connection: { en: 'HubSpot: connection', es: 'HubSpot: conexión' },
  limits: { en: 'HubSpot: limits', es: 'HubSpot: límites' },
  contacts: { en: 'HubSpot: contacts', es: 'HubSpot: contactos' },
  changes: { en: 'HubSpot: changes from HubSpot', es: 'HubSpot: cambios de HubSpot' },
  failing: { en: 'HubSpot: failing records', es: 'HubSpot: registros con fallos' },
  review: { en: 'HubSpot: to review', es: 'HubSpot: por revisar' },
  stopped: { en: 'HubSpot: fields left alone', es: 'HubSpot: campos que ya no se tocan' },
} as const satisfies Record<string, CodeText>;

export const nextSteps = {
  limits: {
    en: 'Nothing to do: what waits is written then. See what else uses the calls of this portal.',
    es: 'Nada que hacer: lo pendiente se escribe entonces. Vea qué más usa las llamadas de este portal.',
  },
  forged: {
    en: 'Compare hubspot.clientSecret with the app in HubSpot, PUBLIC_URL, and the clock of this machine.',
    es: 'Compare hubspot.clientSecret con la aplicación en HubSpot, PUBLIC_URL y el reloj de esta máquina.',
  },
  polling: { en: 'See the line on the connection.', es: 'Vea la línea de la conexión.' },
  failing: {
    en: 'Mend what the lines below name, then try again: here, or by centralita hubspot review retry.',
    es: 'Corrija lo que indican las líneas siguientes y reintente: aquí o con centralita hubspot review retry.',
  },
  review: {
    en: 'centralita hubspot review lists them and takes your choice.',
    es: 'centralita hubspot review los enumera y recibe su elección.',
  },
  stopped: {
    en: 'Find what else writes it in HubSpot, then try again.',
    es: 'Busque qué más lo escribe en HubSpot y reintente.',
  },
} as const satisfies Record<string, CodeText>;

const time = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
/** Milliseconds since 1970; 0 and nothing: never. */
const ever = (ms: number | undefined): CodeText =>
  ms ? { en: time(ms), es: time(ms) } : { en: 'never', es: 'nunca' };

export const details = {
  off: { en: 'off', es: 'desactivados' },
  none: { en: 'none', es: 'ninguno' },
  nobody: { en: 'nobody', es: 'nadie' },
  room: ({ usedIn10Seconds, per10Seconds, dailyRemaining, dailyLimit, waiting }: LimiterRoom): CodeText => {
    const [en, es] =
      dailyRemaining === undefined
        ? ['', '']
        : [
            `, ${dailyRemaining} of ${dailyLimit} left today`,
            `, hoy quedan ${dailyRemaining} de ${dailyLimit}`,
          ];
    return {
      en: `${usedIn10Seconds} of ${per10Seconds} calls in 10 s${en}, ${waiting} waiting`,
      es: `${usedIn10Seconds} de ${per10Seconds} llamadas en 10 s${es}, ${waiting} en espera`,
    };
  },
  paused: (daily: boolean, until: number): CodeText => ({
    en: `${daily ? 'the daily limit is used up' : 'the limit of 10 s is used up'}; paused until ${time(until)}`,
    es: `${daily ? 'se agotó el límite diario' : 'se agotó el límite de 10 s'}; en pausa hasta ${time(until)}`,
  }),
  linked: (contacts: number, syncedAt: number): CodeText => {
    const last = ever(syncedAt);
    return {
      en: `${contacts} linked, last sync ${last.en}`,
      es: `${contacts} ${contacts === 1 ? 'vinculado' : 'vinculados'}, última sincronización: ${last.es}`,
    };
  },
  webhooks: ({ accepted, echoes, duplicates, forged, lastAt }: Readonly<WebhookCounts>): CodeText => {
    const last = (word: string) => (lastAt ? `, ${word} ${time(lastAt)}` : '');
    const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
    return {
      en: `webhooks: ${accepted} taken, ${echoes} of our own, ${duplicates} repeated, ${forged} with a wrong or old signature${last('last')}`,
      es: `webhooks: ${plural(accepted, 'aceptado', 'aceptados')}, ${plural(echoes, 'propio', 'propios')}, ${plural(duplicates, 'repetido', 'repetidos')}, ${forged} con firma errónea o antigua${last('último')}`,
    };
  },
  polling: (seconds: number, lastAt: number | undefined, problem: Said | undefined): CodeText => {
    const last = ever(lastAt);
    return saidWith(problem === undefined ? [] : [problem], {
      en: (...why) => [`polling every ${seconds} s, last ${last.en}`, ...why].join(': '),
      es: (...why) => [`consulta cada ${seconds} s, última ${last.es}`, ...why].join(': '),
    });
  },
  failing: (records: number): CodeText => ({
    en: `${records}; tried again with the next change`,
    es: `${records}; se ${records === 1 ? 'reintenta' : 'reintentan'} con el próximo cambio`,
  }),
  review: (contacts: number): CodeText =>
    contacts === 1
      ? {
          en: '1 contact matches several records, or shares one',
          es: '1 contacto coincide con varios registros o comparte uno',
        }
      : {
          en: `${contacts} contacts match several records, or share one`,
          es: `${contacts} contactos coinciden con varios registros o comparten uno`,
        },
  stopped: (properties: string, contacts: number): CodeText => ({
    en: `${properties} changed back and forth for ${contacts} ${contacts === 1 ? 'contact' : 'contacts'}`,
    es: `${properties}: cambios de ida y vuelta en ${contacts} ${contacts === 1 ? 'contacto' : 'contactos'}`,
  }),
} as const;
