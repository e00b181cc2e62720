import type { ErrorEntry } from './entry.ts';

/** Token, permissions, and what Meta has switched off for the business. */
export const accessErrors: readonly ErrorEntry[] = [
  {
    codes: [0, 190],
    class: 'fix-config',
    kind: 'auth',
    pauses: 'account',
    en: {
      title: 'The access token is not valid or has expired',
      nextStep:
        'Create a new permanent token for the system user in Meta Business settings and enter it here.',
    },
    es: {
      title: 'El token de acceso no es válido o ha caducado',
      nextStep:
        'Cree un token permanente nuevo para el usuario del sistema en la configuración de Meta Business e introdúzcalo aquí.',
    },
  },
  {
    codes: [104],
    class: 'fix-config',
    kind: 'auth',
    pauses: 'account',
    en: {
      title: 'The request came without an access token or its proof',
      nextStep:
        'Enter the access token; if the app asks for an app secret proof, switch that off in the app settings.',
    },
    es: {
      title: 'La petición llegó sin token de acceso o sin su prueba',
      nextStep:
        'Introduzca el token de acceso; si la aplicación exige la prueba del secreto, desactívela en sus ajustes.',
    },
  },
  {
    codes: [3, 10, [200, 299], 131005],
    class: 'fix-config',
    kind: 'auth',
    pauses: 'account',
    en: {
      title: 'The token lacks a permission',
      nextStep:
        'Give the system user full control of this WhatsApp account and the permissions whatsapp_business_messaging and whatsapp_business_management, then create a new token.',
    },
    es: {
      title: 'Al token le falta un permiso',
      nextStep:
        'Dé al usuario del sistema control total de esta cuenta de WhatsApp y los permisos whatsapp_business_messaging y whatsapp_business_management, y cree un token nuevo.',
    },
  },
  {
    codes: [33],
    class: 'fix-config',
    kind: 'auth',
    pauses: 'account',
    en: {
      title: 'This business number no longer exists',
      nextStep:
        'Look in WhatsApp Manager whether the number was removed, and enter the id of the number in use.',
    },
    es: {
      title: 'Este número de empresa ya no existe',
      nextStep:
        'Mire en el Administrador de WhatsApp si el número se eliminó e introduzca el id del número que usa.',
    },
  },
  {
    codes: [368],
    class: 'fix-config',
    kind: 'policy',
    pauses: 'account',
    en: {
      title: 'Meta has blocked the account for breaking its policy',
      nextStep: 'Open Business Support Home at Meta, read which rule it was and ask for a review.',
    },
    es: {
      title: 'Meta ha bloqueado la cuenta por incumplir su política',
      nextStep: 'Abra la página de ayuda de su empresa en Meta, lea qué norma fue y solicite una revisión.',
    },
  },
  {
    codes: [131031],
    class: 'fix-config',
    kind: 'policy',
    pauses: 'account',
    en: {
      title: 'The account is locked, or the PIN of the number is wrong',
      nextStep: 'Look in WhatsApp Manager for a warning and ask for a review; check the two-step PIN.',
    },
    es: {
      title: 'La cuenta está bloqueada o el PIN del número es incorrecto',
      nextStep:
        'Busque un aviso en el Administrador de WhatsApp y solicite revisión; compruebe el PIN de dos pasos.',
    },
  },
  {
    codes: [131037],
    class: 'fix-config',
    kind: 'policy',
    pauses: 'account',
    en: {
      title: 'The display name of the number is not approved yet',
      nextStep: 'Ask for approval of the display name in WhatsApp Manager and wait for it.',
    },
    es: {
      title: 'El nombre visible del número aún no está aprobado',
      nextStep:
        'Solicite la aprobación del nombre visible en el Administrador de WhatsApp y espere a tenerla.',
    },
  },
  {
    codes: [131042],
    class: 'fix-config',
    kind: 'payment',
    pauses: 'account',
    en: {
      title: 'Meta cannot charge the business for messages',
      nextStep: 'Add or renew the payment method of the WhatsApp account in Meta’s billing settings.',
    },
    es: {
      title: 'Meta no puede cobrar los mensajes a la empresa',
      nextStep: 'Añada o renueve el método de pago de la cuenta de WhatsApp en la facturación de Meta.',
    },
  },
  {
    codes: [131044],
    class: 'fix-config',
    kind: 'payment',
    en: {
      title: 'Calls need a payment method',
      nextStep: 'Add a payment method to the WhatsApp account in Meta’s billing settings.',
    },
    es: {
      title: 'Las llamadas necesitan un método de pago',
      nextStep: 'Añada un método de pago a la cuenta de WhatsApp en la facturación de Meta.',
    },
  },
  {
    codes: [131045],
    class: 'fix-config',
    kind: 'auth',
    pauses: 'account',
    en: {
      title: 'The number is not registered',
      nextStep:
        'Register the number with its PIN (centralita register, or WhatsApp Manager), then send again.',
    },
    es: {
      title: 'El número no está registrado',
      nextStep:
        'Registre el número con su PIN (centralita register o el Administrador de WhatsApp) y repita el envío.',
    },
  },
  {
    codes: [134011],
    class: 'fix-config',
    kind: 'payment',
    en: {
      title: 'The terms for payments are not accepted yet',
      nextStep: 'Accept the WhatsApp payments terms in WhatsApp Manager.',
    },
    es: {
      title: 'Aún no se han aceptado las condiciones de pagos',
      nextStep: 'Acepte las condiciones de pagos de WhatsApp en el Administrador de WhatsApp.',
    },
  },
  {
    codes: [131063, 134102],
    class: 'fix-config',
    kind: 'unsupported',
    pauses: 'marketing',
    en: {
      title: 'Marketing messages are not available on this way of sending',
      nextStep: 'Look in WhatsApp Manager under Marketing Messages how this account may send marketing.',
    },
    es: {
      title: 'Los mensajes de marketing no están disponibles por esta vía',
      nextStep:
        'Mire en el Administrador de WhatsApp, en mensajes de marketing, cómo puede enviarlos esta cuenta.',
    },
  },
];
