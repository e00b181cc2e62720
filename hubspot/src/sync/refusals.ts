import type { Said } from '@centralita/core/consumer';
import type { CodeText } from '@centralita/core/model';

/** Why something of a record is not written, and what to do about it. */
export interface Refusal {
  readonly reason: Said;
  readonly nextStep: CodeText;
}

/** What is refused here, before HubSpot is asked. */
export const refusals = {
  owner: {
    reason: { en: 'nobody in HubSpot is this owner', es: 'nadie en HubSpot es este propietario' },
    nextStep: {
      en: 'Give the user hubspotOwnerId or the e-mail of their HubSpot account in the settings.',
      es: 'Dé al usuario hubspotOwnerId o el correo electrónico de su cuenta de HubSpot en la configuración.',
    },
  },
  value: {
    reason: {
      en: 'the value has no counterpart in HubSpot',
      es: 'el valor no tiene correspondencia en HubSpot',
    },
    nextStep: { en: 'Add the value to hubspot.fields.', es: 'Añada el valor a hubspot.fields.' },
  },
  withdrawn: {
    reason: {
      en: 'an opt-in from HubSpot does not lift a withdrawal',
      es: 'un alta desde HubSpot no anula una baja',
    },
    nextStep: {
      en: 'Only the person can allow it again, for instance by writing START.',
      es: 'Solo la persona puede permitirlo de nuevo, por ejemplo escribiendo START.',
    },
  },
  noSource: {
    reason: {
      en: 'the opt-in made in HubSpot names no source',
      es: 'el alta hecha en HubSpot no indica su origen',
    },
    nextStep: {
      en: 'Fill wa_opt_in_source and wa_opt_in_at, then set wa_opt_in_status to opted_in again.',
      es: 'Rellene wa_opt_in_source y wa_opt_in_at, y después ponga wa_opt_in_status de nuevo en opted_in.',
    },
  },
  noTime: {
    reason: {
      en: 'the opt-in made in HubSpot has no time',
      es: 'el alta hecha en HubSpot no tiene fecha',
    },
    nextStep: {
      en: 'Fill wa_opt_in_at, then set wa_opt_in_status to opted_in again.',
      es: 'Rellene wa_opt_in_at y después ponga wa_opt_in_status de nuevo en opted_in.',
    },
  },
} as const satisfies Record<string, Refusal>;

/** What to do about what HubSpot refused, by the properties it named. */
export const fixes = {
  wanted: (properties: string): CodeText => ({
    en: `HubSpot wants ${properties}: fill it there or map it in hubspot.fields, then retry.`,
    es: `HubSpot exige ${properties}: rellénelo allí o asígnelo en hubspot.fields y reintente.`,
  }),
  mapped: (property: string): CodeText => ({
    en: `Look at ${property} in HubSpot (type, options, rules) and at its entry in hubspot.fields, then retry.`,
    es: `Revise ${property} en HubSpot (tipo, opciones, reglas) y su entrada en hubspot.fields, y reintente.`,
  }),
  own: (property: string): CodeText => ({
    en: `Run centralita hubspot setup: ${property} is one of its properties.`,
    es: `Ejecute centralita hubspot setup: ${property} es una de sus propiedades.`,
  }),
};
