import type { Language } from '../../../model/codes.ts';
import type { ErrorWords } from './entry.ts';

/** What keeps a call from being made at all, by the setting at fault. */
export const configurationErrors = {
  address: {
    en: { title: 'The address of the call is not valid', nextStep: 'Check base URL, version and ids.' },
    es: {
      title: 'La dirección de la llamada no es válida',
      nextStep: 'Revise la URL base, la versión y los identificadores.',
    },
  },
  token: {
    en: { title: 'The access token is missing or has signs no token has', nextStep: 'Enter it again.' },
    es: {
      title: 'Falta el token de acceso o tiene signos que ningún token tiene',
      nextStep: 'Introdúzcalo de nuevo.',
    },
  },
} as const satisfies Record<string, Record<Language, ErrorWords>>;
