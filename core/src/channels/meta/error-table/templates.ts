import type { ErrorEntry } from './entry.ts';

const rewrite = {
  en: 'Correct the template as the details say and submit it again.',
  es: 'Corrija la plantilla según los detalles y envíela de nuevo a revisión.',
};

/** Templates: sending them and creating them. */
export const templateErrors: readonly ErrorEntry[] = [
  {
    codes: [132000],
    class: 'never-retry',
    kind: 'template',
    en: {
      title: 'The template needs another number of values',
      nextStep: 'Fill in every variable of the template once, no more and no fewer.',
    },
    es: {
      title: 'La plantilla necesita otro número de valores',
      nextStep: 'Rellene cada variable de la plantilla una vez, ni más ni menos.',
    },
  },
  {
    codes: [132005],
    class: 'never-retry',
    kind: 'template',
    en: {
      title: 'With these values the template becomes too long',
      nextStep: 'Use shorter values.',
    },
    es: {
      title: 'Con estos valores la plantilla resulta demasiado larga',
      nextStep: 'Use valores más cortos.',
    },
  },
  {
    codes: [132008, 132012, 132018],
    class: 'never-retry',
    kind: 'template',
    en: {
      title: 'A value does not fit the template',
      nextStep: 'Check the kind of each value (text, image, code) and leave out line breaks and tabs.',
    },
    es: {
      title: 'Un valor no encaja en la plantilla',
      nextStep: 'Revise el tipo de cada valor (texto, imagen, código) y quite saltos de línea y tabuladores.',
    },
  },
  {
    codes: [132001],
    class: 'never-retry',
    kind: 'template',
    en: {
      title: 'There is no approved template of this name in this language',
      nextStep: 'Choose name and language from the list of approved templates.',
    },
    es: {
      title: 'No hay plantilla aprobada con este nombre en este idioma',
      nextStep: 'Elija el nombre y el idioma en la lista de plantillas aprobadas.',
    },
  },
  {
    codes: [132007],
    class: 'never-retry',
    kind: 'template',
    en: { title: 'The template breaks WhatsApp’s rules', nextStep: rewrite.en },
    es: { title: 'La plantilla incumple las normas de WhatsApp', nextStep: rewrite.es },
  },
  {
    codes: [132015],
    class: 'fix-config',
    kind: 'template',
    pauses: 'template',
    en: {
      title: 'Meta has paused this template because people disliked it',
      nextStep: 'Stop the campaign. Improve the template, or wait until Meta lifts the pause.',
    },
    es: {
      title: 'Meta ha pausado esta plantilla porque no gustó',
      nextStep: 'Detenga la campaña. Mejore la plantilla o espere a que Meta levante la pausa.',
    },
  },
  {
    codes: [132016],
    class: 'fix-config',
    kind: 'template',
    pauses: 'template',
    en: {
      title: 'Meta has switched this template off for good',
      nextStep: 'Stop the campaign and make a new template with other words.',
    },
    es: {
      title: 'Meta ha desactivado esta plantilla definitivamente',
      nextStep: 'Detenga la campaña y cree una plantilla nueva con otro texto.',
    },
  },
  {
    codes: [132068],
    class: 'fix-config',
    kind: 'template',
    pauses: 'template',
    en: {
      title: 'Meta has blocked this form',
      nextStep: 'Open the form in WhatsApp Manager, mend what it reports and publish it again.',
    },
    es: {
      title: 'Meta ha bloqueado este formulario',
      nextStep:
        'Abra el formulario en el Administrador de WhatsApp, corrija lo que indica y publíquelo de nuevo.',
    },
  },
  {
    codes: [131055, 134100],
    class: 'never-retry',
    kind: 'template',
    en: {
      title: 'Only marketing templates may be sent this way',
      nextStep: 'Send this message the ordinary way, or choose a marketing template.',
    },
    es: {
      title: 'Por esta vía solo pueden enviarse plantillas de marketing',
      nextStep: 'Envíe este mensaje por la vía normal o elija una plantilla de marketing.',
    },
  },
  {
    codes: [139200, 2388330, 2388318],
    class: 'never-retry',
    kind: 'template',
    en: {
      title: 'This message may not go out without a template',
      nextStep: 'Send an approved template instead.',
    },
    es: {
      title: 'Este mensaje no puede salir sin plantilla',
      nextStep: 'Envíe una plantilla aprobada.',
    },
  },
  {
    codes: [2388019],
    class: 'never-retry',
    kind: 'template',
    en: {
      title: 'The account has as many templates as it may',
      nextStep: 'Delete templates that are no longer used.',
    },
    es: {
      title: 'La cuenta ya tiene todas las plantillas permitidas',
      nextStep: 'Elimine plantillas que ya no se usen.',
    },
  },
  {
    codes: [2388040],
    class: 'never-retry',
    kind: 'template',
    en: { title: 'A text of the template is too long', nextStep: rewrite.en },
    es: { title: 'Un texto de la plantilla es demasiado largo', nextStep: rewrite.es },
  },
  {
    codes: [2388047],
    class: 'never-retry',
    kind: 'template',
    en: { title: 'The header of the template is not right', nextStep: rewrite.en },
    es: { title: 'El encabezado de la plantilla no es correcto', nextStep: rewrite.es },
  },
  {
    codes: [2388072],
    class: 'never-retry',
    kind: 'template',
    en: { title: 'The body of the template is not right', nextStep: rewrite.en },
    es: { title: 'El cuerpo de la plantilla no es correcto', nextStep: rewrite.es },
  },
  {
    codes: [2388073],
    class: 'never-retry',
    kind: 'template',
    en: { title: 'The footer of the template is not right', nextStep: rewrite.en },
    es: { title: 'El pie de la plantilla no es correcto', nextStep: rewrite.es },
  },
  {
    codes: [2388293],
    class: 'never-retry',
    kind: 'template',
    en: {
      title: 'The template has too many variables for its length',
      nextStep: 'Write more fixed words or use fewer variables.',
    },
    es: {
      title: 'La plantilla tiene demasiadas variables para su longitud',
      nextStep: 'Escriba más texto fijo o use menos variables.',
    },
  },
  {
    codes: [2388299],
    class: 'never-retry',
    kind: 'template',
    en: {
      title: 'The template begins or ends with a variable',
      nextStep: 'Put words before the first variable and after the last.',
    },
    es: {
      title: 'La plantilla empieza o termina con una variable',
      nextStep: 'Ponga palabras antes de la primera variable y después de la última.',
    },
  },
  {
    codes: [[2388001, 2388103]],
    class: 'never-retry',
    kind: 'template',
    en: { title: 'The template or the move of the number was refused', nextStep: rewrite.en },
    es: { title: 'Se rechazó la plantilla o el traslado del número', nextStep: rewrite.es },
  },
  {
    codes: [2593002],
    class: 'never-retry',
    kind: 'template',
    en: {
      title: 'There is no template of this name',
      nextStep: 'Read the list of templates again; it may have been deleted already.',
    },
    es: {
      title: 'No existe ninguna plantilla con este nombre',
      nextStep: 'Lea de nuevo la lista de plantillas; quizá ya se eliminó.',
    },
  },
];
