import type { ErrorEntry } from './entry.ts';

/** Groups, calls, forms, block list, business name, figures. */
export const featureErrors: readonly ErrorEntry[] = [
  {
    codes: [131020, 131041],
    class: 'never-retry',
    kind: 'invalid_recipient',
    en: {
      title: 'This group does not exist or has nobody else in it',
      nextStep: 'Check the group and who is in it.',
    },
    es: {
      title: 'Este grupo no existe o no tiene a nadie más',
      nextStep: 'Revise el grupo y quién está en él.',
    },
  },
  {
    codes: [131201],
    class: 'reconcile',
    kind: 'bad_request',
    en: {
      title: 'The group request was carried out in part only',
      nextStep: 'Look at the group before you do it again.',
    },
    es: {
      title: 'La petición del grupo se cumplió solo en parte',
      nextStep: 'Mire el grupo antes de repetirla.',
    },
  },
  {
    codes: [131202, 131204, [131209, 131215]],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'The group request is not right or goes beyond a limit',
      nextStep: 'Correct what the details name.',
    },
    es: {
      title: 'La petición del grupo no es correcta o supera un límite',
      nextStep: 'Corrija lo que nombran los detalles.',
    },
  },
  {
    codes: [131207],
    class: 'fix-config',
    kind: 'policy',
    en: {
      title: 'Meta has suspended this group',
      nextStep: 'Write to the members one by one, and look in WhatsApp Manager for the reason.',
    },
    es: {
      title: 'Meta ha suspendido este grupo',
      nextStep: 'Escriba a los miembros uno a uno y busque el motivo en el Administrador de WhatsApp.',
    },
  },
  {
    codes: [138006],
    class: 'never-retry',
    kind: 'policy',
    en: {
      title: 'The customer has not allowed calls',
      nextStep: 'Ask for permission to call with a message, and call after the customer agreed.',
    },
    es: {
      title: 'El cliente no ha permitido llamadas',
      nextStep: 'Pida permiso para llamar con un mensaje y llame cuando el cliente acepte.',
    },
  },
  {
    codes: [[138000, 138018]],
    class: 'never-retry',
    kind: 'unsupported',
    en: {
      title: 'The call could not be made',
      nextStep: 'Look at the calling settings of the number; write to the customer instead.',
    },
    es: {
      title: 'No se pudo hacer la llamada',
      nextStep: 'Revise los ajustes de llamadas del número; mientras, escriba al cliente.',
    },
  },
  {
    codes: [[139000, 139004]],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'The form cannot be sent',
      nextStep: 'Check the form’s id, that it is published, and its first screen.',
    },
    es: {
      title: 'El formulario no se puede enviar',
      nextStep: 'Revise el id del formulario, que esté publicado y su primera pantalla.',
    },
  },
  {
    codes: [139102],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'The place in the block list is no longer valid',
      nextStep: 'Read the block list again from its start.',
    },
    es: {
      title: 'La posición en la lista de bloqueo ya no es válida',
      nextStep: 'Lea la lista de bloqueo de nuevo desde el principio.',
    },
  },
  {
    codes: [[139100, 139103]],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'Not everybody could be blocked or unblocked',
      nextStep:
        'Only people who wrote within the last 24 hours can be blocked; see the details for the others.',
    },
    es: {
      title: 'No se pudo bloquear o desbloquear a todos',
      nextStep:
        'Solo se puede bloquear a quien escribió en las últimas 24 horas; vea los detalles del resto.',
    },
  },
  {
    codes: [[147001, 147004]],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'The business username was refused',
      nextStep: 'Choose another username in WhatsApp Manager.',
    },
    es: {
      title: 'Se rechazó el nombre de usuario de la empresa',
      nextStep: 'Elija otro nombre de usuario en el Administrador de WhatsApp.',
    },
  },
  {
    codes: [[200005, 200007]],
    class: 'never-retry',
    kind: 'bad_request',
    en: {
      title: 'Figures for this template are not available',
      nextStep: 'Confirm template insights in WhatsApp Manager, then ask for a period that has begun.',
    },
    es: {
      title: 'No hay estadísticas de esta plantilla',
      nextStep:
        'Active las estadísticas de plantillas en el Administrador de WhatsApp y pida un período ya empezado.',
    },
  },
];
