import type { ErrorEntry } from './entry.ts';

const look = {
  en: 'Wait for a status. Ask the customer before you send it again.',
  es: 'Espere un estado. Pregunte al cliente antes de repetir el envío.',
};

/** The request itself, faults on Meta’s side, and files. */
export const requestErrors: readonly ErrorEntry[] = [
  {
    codes: [1],
    class: 'reconcile',
    kind: 'unknown',
    en: { title: 'Meta could not make sense of the request', nextStep: look.en },
    es: { title: 'Meta no pudo interpretar la petición', nextStep: look.es },
  },
  {
    codes: [2, 131016],
    class: 'reconcile',
    kind: 'provider_down',
    en: { title: 'WhatsApp is out of service for a moment', nextStep: look.en },
    es: { title: 'WhatsApp está fuera de servicio por un momento', nextStep: look.es },
  },
  {
    codes: [131000],
    class: 'reconcile',
    kind: 'provider_down',
    en: { title: 'Something went wrong at WhatsApp', nextStep: look.en },
    es: { title: 'Algo falló en WhatsApp', nextStep: look.es },
  },
  {
    codes: [100],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'A part of the request is not right',
      nextStep: 'Correct what the details name, then send again.',
    },
    es: {
      title: 'Una parte de la petición no es correcta',
      nextStep: 'Corrija lo que nombran los detalles y repita el envío.',
    },
  },
  {
    codes: [803],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'Meta does not know this id',
      nextStep: 'Check the ids of the number, the account or the file in the settings.',
    },
    es: {
      title: 'Meta no conoce este id',
      nextStep: 'Revise los ids del número, de la cuenta o del archivo en la configuración.',
    },
  },
  {
    codes: [131008],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'A required part of the message is missing',
      nextStep: 'Add what the details name, then send again.',
    },
    es: {
      title: 'Falta una parte obligatoria del mensaje',
      nextStep: 'Añada lo que nombran los detalles y repita el envío.',
    },
  },
  {
    codes: [131009],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'A part of the message has a wrong value',
      nextStep:
        'Correct what the details name. A reaction needs a message of this chat that is at most 30 days old.',
    },
    es: {
      title: 'Una parte del mensaje tiene un valor incorrecto',
      nextStep:
        'Corrija lo que nombran los detalles. Una reacción necesita un mensaje de este chat de 30 días como máximo.',
    },
  },
  {
    codes: [131051],
    class: 'never-retry',
    kind: 'unsupported',
    en: {
      title: 'WhatsApp does not support this kind of message here',
      nextStep: 'Choose another kind of message, or ask the customer to send it another way.',
    },
    es: {
      title: 'WhatsApp no admite aquí este tipo de mensaje',
      nextStep: 'Elija otro tipo de mensaje o pida al cliente que lo envíe de otra forma.',
    },
  },
  {
    codes: [135000],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'WhatsApp refused the message without saying why',
      nextStep: 'Check template, parameters and recipient; ask Meta’s support if it comes again.',
    },
    es: {
      title: 'WhatsApp rechazó el mensaje sin decir por qué',
      nextStep: 'Revise plantilla, parámetros y destinatario; consulte al soporte de Meta si se repite.',
    },
  },
  {
    codes: [131059],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'The place in the list is no longer valid',
      nextStep: 'Read the list again from its first page.',
    },
    es: {
      title: 'La posición en la lista ya no es válida',
      nextStep: 'Lea la lista de nuevo desde la primera página.',
    },
  },
  {
    codes: [131035],
    class: 'never-retry',
    kind: 'provider_down',
    en: {
      title: 'Meta could not hand over an update in time and dropped it',
      nextStep: 'Check that this hub can be reached from the Internet, and ask the customer what is missing.',
    },
    es: {
      title: 'Meta no pudo entregar a tiempo una novedad y la descartó',
      nextStep: 'Compruebe que este hub es accesible desde Internet y pregunte al cliente qué falta.',
    },
  },
  {
    codes: [131014],
    class: 'never-retry',
    kind: 'media',
    en: {
      title: 'WhatsApp could not fetch the file from its address',
      nextStep: 'Use an address that opens without a login, or upload the file, then send again.',
    },
    es: {
      title: 'WhatsApp no pudo descargar el archivo de su dirección',
      nextStep: 'Use una dirección que se abra sin contraseña o suba el archivo, y repita el envío.',
    },
  },
  {
    codes: [131052],
    class: 'never-retry',
    kind: 'media',
    en: {
      title: 'The customer’s file could not be fetched',
      nextStep: 'Ask the customer to send the file again.',
    },
    es: {
      title: 'No se pudo descargar el archivo del cliente',
      nextStep: 'Pida al cliente que envíe el archivo de nuevo.',
    },
  },
  {
    codes: [131053],
    class: 'never-retry',
    kind: 'media',
    en: {
      title: 'WhatsApp could not take the file',
      nextStep: 'Check format and size, and that the file is what its ending says; then send again.',
    },
    es: {
      title: 'WhatsApp no pudo aceptar el archivo',
      nextStep: 'Revise el formato y el tamaño, y que el archivo sea lo que dice su extensión; luego repita.',
    },
  },
];

/** Code 100 with subcode 33: the object is missing or the token may not see it. */
export const objectMissing: ErrorEntry = {
  codes: [],
  class: 'never-retry',
  kind: 'bad_request',
  en: {
    title: 'Meta does not know this id, or the token may not see it',
    nextStep:
      'Check the ids in the settings, and that the system user of the token is assigned to this account.',
  },
  es: {
    title: 'Meta no conoce este id, o el token no puede verlo',
    nextStep:
      'Revise los ids de la configuración y que el usuario del sistema del token esté asignado a esta cuenta.',
  },
};
