import { type ErrorEntry, hour, minute, second } from './entry.ts';

const waits = {
  en: 'Nothing to do: the message waits and goes out later.',
  es: 'Nada que hacer: el mensaje espera y saldrá más tarde.',
};

/**
 * Speed limits. Where Meta names no wait (4, 17, 613, 80007, 130429, 2494100, 131208) the least wait here is
 * a choice of ours.
 */
export const limitErrors: readonly ErrorEntry[] = [
  {
    codes: [4, 80007],
    class: 'retry-later',
    kind: 'rate_limited',
    resend: true,
    waitMs: minute,
    en: { title: 'The account has made too many calls for now', nextStep: waits.en },
    es: { title: 'La cuenta ha hecho demasiadas llamadas por ahora', nextStep: waits.es },
  },
  {
    codes: [17, 613],
    class: 'retry-later',
    kind: 'rate_limited',
    waitMs: minute,
    en: {
      title: 'Too many calls in a short time',
      nextStep: 'Wait a few minutes, then do it again.',
    },
    es: {
      title: 'Demasiadas llamadas en poco tiempo',
      nextStep: 'Espere unos minutos y repítalo.',
    },
  },
  {
    codes: [130429],
    class: 'retry-later',
    kind: 'rate_limited',
    resend: true,
    waitMs: second,
    growth: 2,
    en: { title: 'The number sends more messages a second than it may', nextStep: waits.en },
    es: { title: 'El número envía más mensajes por segundo de los permitidos', nextStep: waits.es },
  },
  {
    codes: [131056],
    class: 'retry-later',
    kind: 'rate_limited',
    resend: true,
    waitMs: second,
    growth: 4,
    en: { title: 'Too many messages to this one person in a short time', nextStep: waits.en },
    es: { title: 'Demasiados mensajes a esta misma persona en poco tiempo', nextStep: waits.es },
  },
  {
    codes: [131057],
    class: 'retry-later',
    kind: 'provider_down',
    resend: true,
    waitMs: minute,
    en: { title: 'Meta is moving the number to a higher speed', nextStep: waits.en },
    es: { title: 'Meta está pasando el número a una velocidad mayor', nextStep: waits.es },
  },
  {
    codes: [2494100],
    class: 'retry-later',
    kind: 'provider_down',
    resend: true,
    waitMs: minute,
    en: { title: 'The number is in maintenance at Meta', nextStep: waits.en },
    es: { title: 'Meta tiene el número en mantenimiento', nextStep: waits.es },
  },
  {
    codes: [131048],
    class: 'fix-config',
    kind: 'policy',
    pauses: 'marketing',
    en: {
      title: 'Too many people blocked or reported this number',
      nextStep:
        'Stop campaigns for now. Write only to people who asked for it, and watch the quality in WhatsApp Manager.',
    },
    es: {
      title: 'Demasiadas personas bloquearon o denunciaron este número',
      nextStep:
        'Detenga las campañas. Escriba solo a quien lo pidió y vigile la calidad en el Administrador de WhatsApp.',
    },
  },
  {
    codes: [131064],
    class: 'never-retry',
    kind: 'rate_limited',
    en: {
      title: 'The limit for messages without a template is used up',
      nextStep: 'Send an approved template instead.',
    },
    es: {
      title: 'Se agotó el límite de mensajes sin plantilla',
      nextStep: 'Envíe una plantilla aprobada.',
    },
  },
  {
    codes: [132069],
    class: 'retry-later',
    kind: 'rate_limited',
    waitMs: hour,
    en: {
      title: 'This form may only be sent ten times an hour for now',
      nextStep: 'Wait an hour, and mend the form’s endpoint: Meta slows down forms that fail.',
    },
    es: {
      title: 'Por ahora este formulario solo puede enviarse diez veces por hora',
      nextStep: 'Espere una hora y corrija el servidor del formulario: Meta frena los que fallan.',
    },
  },
  {
    codes: [134101],
    class: 'retry-later',
    kind: 'template',
    waitMs: 10 * minute,
    en: {
      title: 'The template is new and not ready for marketing yet',
      nextStep: 'Wait ten minutes, then send it again.',
    },
    es: {
      title: 'La plantilla es nueva y aún no está lista para marketing',
      nextStep: 'Espere diez minutos y repita el envío.',
    },
  },
  {
    codes: [131208],
    class: 'retry-later',
    kind: 'rate_limited',
    waitMs: minute,
    en: { title: 'Too many group requests', nextStep: 'Wait some minutes, then do it again.' },
    es: { title: 'Demasiadas peticiones de grupos', nextStep: 'Espere unos minutos y repítalo.' },
  },
];
