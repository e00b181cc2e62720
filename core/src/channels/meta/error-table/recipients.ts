import { type ErrorEntry, hour } from './entry.ts';

/** Why this one person did not or may not get the message. */
export const recipientErrors: readonly ErrorEntry[] = [
  {
    codes: [131047, 470],
    class: 'needs-template',
    kind: 'window_closed',
    en: {
      title: 'More than 24 hours have passed since the customer last wrote',
      nextStep: 'Send an approved template, or wait until the customer writes.',
    },
    es: {
      title: 'Han pasado más de 24 horas desde que el cliente escribió',
      nextStep: 'Envíe una plantilla aprobada o espere a que el cliente escriba.',
    },
  },
  {
    codes: [131050],
    class: 'opted-out',
    kind: 'opted_out',
    en: {
      title: 'The person stopped marketing messages from this business',
      nextStep: 'Send no more marketing. Only the person can switch it on again in WhatsApp.',
    },
    es: {
      title: 'La persona dejó de recibir marketing de esta empresa',
      nextStep: 'No le envíe más marketing. Solo la persona puede reactivarlo en WhatsApp.',
    },
  },
  {
    codes: [131026],
    class: 'never-retry',
    kind: 'invalid_recipient',
    en: {
      title: 'The message cannot be delivered to this number',
      nextStep:
        'Check the number. The person may have no WhatsApp, a very old app, or may not have accepted the new terms: ask another way.',
    },
    es: {
      title: 'El mensaje no se puede entregar a este número',
      nextStep:
        'Revise el número. Puede que la persona no tenga WhatsApp, use una aplicación muy antigua o no haya aceptado las condiciones: pregúntele por otra vía.',
    },
  },
  {
    codes: [131030],
    class: 'fix-config',
    kind: 'invalid_recipient',
    en: {
      title: 'The test number may not write to this person',
      nextStep:
        'Add the recipient to the test number’s list in the app dashboard, or send from a real number.',
    },
    es: {
      title: 'El número de prueba no puede escribir a esta persona',
      nextStep:
        'Añada al destinatario a la lista del número de prueba en el panel o envíe desde un número real.',
    },
  },
  {
    codes: [131021],
    class: 'never-retry',
    kind: 'invalid_recipient',
    en: {
      title: 'Sender and recipient are the same number',
      nextStep: 'Choose another recipient.',
    },
    es: {
      title: 'El remitente y el destinatario son el mismo número',
      nextStep: 'Elija otro destinatario.',
    },
  },
  {
    codes: [130403],
    class: 'never-retry',
    kind: 'invalid_recipient',
    en: {
      title: 'This person is on your own block list',
      nextStep: 'Unblock the person first if you want to write.',
    },
    es: {
      title: 'Esta persona está en su propia lista de bloqueo',
      nextStep: 'Desbloquéela primero si quiere escribirle.',
    },
  },
  {
    codes: [130472],
    class: 'never-retry',
    kind: 'policy',
    en: {
      title: 'Meta holds marketing back from this person as part of an experiment',
      nextStep: 'Do not repeat it. Once the person writes to you, you can answer as usual.',
    },
    es: {
      title: 'Meta no entrega marketing a esta persona por un experimento',
      nextStep: 'No lo repita. Cuando la persona le escriba, podrá contestar con normalidad.',
    },
  },
  {
    codes: [130497],
    class: 'never-retry',
    kind: 'region',
    en: {
      title: 'This business may not write to people in this country',
      nextStep: 'Do not send to this country; see Meta’s rules for your trade and country.',
    },
    es: {
      title: 'Esta empresa no puede escribir a personas de este país',
      nextStep: 'No envíe a este país; consulte las normas de Meta para su actividad y país.',
    },
  },
  {
    codes: [131049],
    class: 'never-retry',
    kind: 'policy',
    waitMs: 24 * hour,
    en: {
      title: 'Meta chose not to deliver this marketing message',
      nextStep:
        'Do not repeat it now: the person gets enough marketing. You may try again after a day or later.',
    },
    es: {
      title: 'Meta decidió no entregar este mensaje de marketing',
      nextStep:
        'No lo repita ahora: la persona ya recibe bastante marketing. Puede intentarlo pasado un día o más.',
    },
  },
  {
    codes: [131036],
    class: 'never-retry',
    kind: 'unknown',
    en: {
      title: 'The message did not reach every device of the customer',
      nextStep: 'Nothing to do if it shows as delivered; otherwise ask the customer.',
    },
    es: {
      title: 'El mensaje no llegó a todos los dispositivos del cliente',
      nextStep: 'Nada que hacer si consta como entregado; si no, pregunte al cliente.',
    },
  },
  {
    codes: [131062],
    class: 'never-retry',
    kind: 'invalid_recipient',
    en: {
      title: 'A one-time code can only be sent to a phone number',
      nextStep: 'Ask the person for the phone number, then send the code there.',
    },
    es: {
      title: 'Un código de un solo uso solo puede enviarse a un teléfono',
      nextStep: 'Pida a la persona su número de teléfono y envíe allí el código.',
    },
  },
  {
    codes: [137000],
    class: 'never-retry',
    kind: 'invalid_recipient',
    en: {
      title: 'The number may now belong to somebody else',
      nextStep: 'Make sure that it is still the same person, confirm the change, then send again.',
    },
    es: {
      title: 'Puede que el número sea ahora de otra persona',
      nextStep: 'Compruebe que sigue siendo la misma persona, confirme el cambio y repita el envío.',
    },
  },
];
