import { type ErrorEntry, hour, minute } from './entry.ts';

/** Registering a number, joining it to the API, its PIN and its history. */
export const numberErrors: readonly ErrorEntry[] = [
  {
    codes: [133000, 133004],
    class: 'reconcile',
    kind: 'provider_down',
    en: {
      title: 'Meta could not finish the registration',
      nextStep: 'Look at the state of the number in WhatsApp Manager before you try again.',
    },
    es: {
      title: 'Meta no pudo terminar el registro',
      nextStep: 'Mire el estado del número en el Administrador de WhatsApp antes de repetirlo.',
    },
  },
  {
    codes: [133005],
    class: 'fix-config',
    kind: 'auth',
    en: {
      title: 'The two-step PIN is wrong',
      nextStep: 'Enter the right PIN, or reset it in WhatsApp Manager.',
    },
    es: {
      title: 'El PIN de dos pasos es incorrecto',
      nextStep: 'Introduzca el PIN correcto o restablézcalo en el Administrador de WhatsApp.',
    },
  },
  {
    codes: [133006],
    class: 'fix-config',
    kind: 'auth',
    en: {
      title: 'The number has to be verified again',
      nextStep: 'Verify the number by SMS or call in WhatsApp Manager, then register it.',
    },
    es: {
      title: 'Hay que verificar el número otra vez',
      nextStep: 'Verifique el número por SMS o llamada en el Administrador de WhatsApp y regístrelo.',
    },
  },
  {
    codes: [133009],
    class: 'fix-config',
    kind: 'auth',
    en: {
      title: 'The PIN was entered too fast',
      nextStep: 'Wait as long as the details say, then enter the PIN again.',
    },
    es: {
      title: 'El PIN se introdujo demasiado deprisa',
      nextStep: 'Espere lo que dicen los detalles e introduzca el PIN de nuevo.',
    },
  },
  {
    codes: [133008],
    class: 'fix-config',
    kind: 'auth',
    en: {
      title: 'The PIN was wrong too many times',
      nextStep: 'Wait as long as the details say, then enter the right PIN.',
    },
    es: {
      title: 'El PIN fue incorrecto demasiadas veces',
      nextStep: 'Espere lo que dicen los detalles e introduzca el PIN correcto.',
    },
  },
  {
    codes: [133010],
    class: 'fix-config',
    kind: 'auth',
    pauses: 'account',
    en: {
      title: 'The number is not registered for the API',
      nextStep:
        'Register the number with its PIN (centralita register, or WhatsApp Manager), then send again.',
    },
    es: {
      title: 'El número no está registrado para la API',
      nextStep:
        'Registre el número con su PIN (centralita register o el Administrador de WhatsApp) y repita el envío.',
    },
  },
  {
    codes: [133015],
    class: 'retry-later',
    kind: 'rate_limited',
    waitMs: 5 * minute,
    en: {
      title: 'The number was removed only just now',
      nextStep: 'Wait five minutes, then register it.',
    },
    es: {
      title: 'El número se eliminó hace muy poco',
      nextStep: 'Espere cinco minutos y regístrelo.',
    },
  },
  {
    codes: [133016],
    class: 'retry-later',
    kind: 'rate_limited',
    waitMs: 72 * hour,
    en: {
      title: 'The number was registered ten times within 72 hours',
      nextStep: 'Wait three days before you register it again.',
    },
    es: {
      title: 'El número se registró diez veces en 72 horas',
      nextStep: 'Espere tres días antes de registrarlo de nuevo.',
    },
  },
  {
    codes: [136024, 136025],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'The verification code could not be sent or checked',
      nextStep: 'Ask for a new code and enter the last one that came.',
    },
    es: {
      title: 'No se pudo enviar o comprobar el código de verificación',
      nextStep: 'Pida un código nuevo e introduzca el último que llegó.',
    },
  },
  {
    codes: [1752041],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'This number is being set up already',
      nextStep: 'Wait until the set-up that is running has finished.',
    },
    es: {
      title: 'Este número ya se está configurando',
      nextStep: 'Espere a que termine la configuración en curso.',
    },
  },
  {
    codes: [[2593107, 2593109]],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'The chat history cannot be brought over',
      nextStep: 'History comes once, within 24 hours of joining, and only if the owner of the phone agreed.',
    },
    es: {
      title: 'No se puede traer el historial de chats',
      nextStep:
        'El historial llega una vez, en las 24 horas tras la conexión, y solo si el dueño del teléfono aceptó.',
    },
  },
];
