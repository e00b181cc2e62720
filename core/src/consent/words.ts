/** Languages the built-in words come in. `any` marks a word that several of them share. */
export type KeywordLanguage = 'es' | 'en' | 'pt' | 'fr' | 'de' | 'it';

/**
 * How sure a word is when it is the whole message.
 *
 * - `clear`: means nothing else, typed or as the label of a button.
 * - `typed`: what advertisements ask people to write, but also a label our own menus may carry (`Salir`,
 *   `Baja`): counts when typed or on a template's quick reply, not when chosen from a menu.
 * - `after_marketing`: an ordinary answer too (`cancelar` a booking): counts when it answers marketing.
 *
 * The trade-off: a missed opt-out is one more unwanted message and a way to complain; a wrong one loses the
 * customer's answer and silences the business. Bare `no`, `sí` and `yes` are in no list, and neither is "not
 * interested": that is about an offer. Words that grant are fewer, since a grant by mistake is no consent.
 */
export type KeywordGrade = 'clear' | 'typed' | 'after_marketing';

export interface LanguageWords {
  readonly withdraw: Readonly<Record<KeywordGrade, readonly string[]>>;
  readonly grant: Readonly<Record<'clear' | 'typed', readonly string[]>>;
}

/** Written as people write them; compared folded, so case, accents and dashes do not matter. */
export const consentWords: Readonly<Record<KeywordLanguage, LanguageWords>> = {
  es: {
    withdraw: {
      clear: [
        'stop',
        'darme de baja',
        'dame de baja',
        'denme de baja',
        'darse de baja',
        'dar de baja',
        'quiero darme de baja',
        'deseo darme de baja',
        'solicito la baja',
        'desuscribir',
        'desuscribirme',
        'desuscribirse',
        'cancelar suscripción',
        'cancelar la suscripción',
        'cancelar mi suscripción',
        'anular suscripción',
        'anular la suscripción',
        'no más mensajes',
        'no quiero más mensajes',
        'no quiero recibir más mensajes',
        'no quiero recibir mensajes',
        'no enviar más mensajes',
        'no me envíen más mensajes',
        'no me escriban',
        'no me escriban más',
        'dejen de escribirme',
        'stop publicidad',
      ],
      typed: ['baja', 'parar', 'salir'],
      after_marketing: ['cancelar', 'cancela', 'anular', 'basta', 'fin', 'terminar', 'detener', 'eliminar'],
    },
    grant: {
      clear: [
        'darme de alta',
        'dame de alta',
        'denme de alta',
        'quiero darme de alta',
        'suscribirme',
        'quiero suscribirme',
        'quiero recibir mensajes',
        'acepto recibir mensajes',
        'reanudar mensajes',
      ],
      typed: ['alta', 'start'],
    },
  },
  en: {
    withdraw: {
      clear: [
        'stop',
        'stopall',
        'stop all',
        'unsubscribe',
        'unsubscribe me',
        'opt out',
        'optout',
        'opt me out',
        'remove me',
        'stop messages',
        'stop messaging me',
        'stop texting me',
        'no more messages',
        'do not message me',
        "don't message me",
        'do not contact me',
        "don't contact me",
        'take me off the list',
        'take me off your list',
      ],
      typed: [],
      after_marketing: ['cancel', 'end', 'quit', 'exit', 'revoke', 'remove', 'enough'],
    },
    grant: {
      clear: ['unstop', 'subscribe', 'subscribe me', 'resubscribe', 'opt in', 'optin', 'opt me in'],
      typed: ['start'],
    },
  },
  pt: {
    withdraw: {
      clear: [
        'stop',
        'descadastrar',
        'me descadastrar',
        'descadastrar-me',
        'descadastre-me',
        'cancelar inscrição',
        'cancelar minha inscrição',
        'cancelar subscrição',
        'cancelar a subscrição',
        'desinscrever',
        'sair da lista',
        'me tire da lista',
        'parar mensagens',
        'não quero mais mensagens',
        'não quero mais receber mensagens',
        'não quero receber mais mensagens',
        'não quero receber mensagens',
        'não me envie mais mensagens',
        'remover meu número',
      ],
      typed: ['sair', 'parar', 'pare'],
      after_marketing: ['cancelar', 'cancele', 'remover', 'encerrar', 'basta', 'fim'],
    },
    grant: {
      clear: [
        'subscrever',
        'quero receber mensagens',
        'aceito receber mensagens',
        'voltar a receber mensagens',
        'quero voltar a receber mensagens',
        'reativar mensagens',
      ],
      typed: ['start'],
    },
  },
  fr: {
    withdraw: {
      clear: [
        'stop',
        'stop pub',
        'désabonner',
        'me désabonner',
        'se désabonner',
        'désabonnement',
        'désabonnez-moi',
        'désinscrire',
        'me désinscrire',
        'se désinscrire',
        'désinscription',
        'désinscrivez-moi',
        'plus de messages',
        'ne plus recevoir de messages',
        'je ne veux plus de messages',
        'je ne veux plus recevoir de messages',
        "ne m'écrivez plus",
        'arrêter les messages',
        'arrêtez les messages',
      ],
      typed: ['arrêt', 'arrêter', 'arrêtez'],
      after_marketing: ['annuler', 'quitter', 'sortir', 'supprimer', 'terminer', 'fin'],
    },
    grant: {
      clear: [
        "m'abonner",
        "s'abonner",
        "je m'abonne",
        'abonnez-moi',
        'me réabonner',
        'reprendre les messages',
        'je veux recevoir les messages',
      ],
      typed: ['start'],
    },
  },
  de: {
    withdraw: {
      clear: [
        'stop',
        'stopp',
        'abbestellen',
        'newsletter abbestellen',
        'newsletter abmelden',
        'vom newsletter abmelden',
        'keine nachrichten mehr',
        'bitte keine nachrichten mehr',
        'keine werbung',
        'keine werbung mehr',
        'nicht mehr schreiben',
      ],
      typed: ['abmelden', 'bitte abmelden', 'abmeldung', 'austragen'],
      after_marketing: ['ende', 'beenden', 'abbrechen', 'löschen', 'loeschen', 'schluss'],
    },
    grant: {
      clear: [
        'abonnieren',
        'newsletter abonnieren',
        'newsletter anmelden',
        'zum newsletter anmelden',
        'wieder nachrichten erhalten',
      ],
      typed: ['start'],
    },
  },
  it: {
    withdraw: {
      clear: [
        'stop',
        'disiscrivimi',
        'disiscrivetemi',
        'disiscrivermi',
        'disiscrizione',
        'cancellami',
        'cancellatemi',
        'rimuovimi',
        'rimuovetemi',
        'cancella iscrizione',
        'annulla iscrizione',
        "annulla l'iscrizione",
        'basta messaggi',
        'niente più messaggi',
        'non voglio più messaggi',
        'non voglio ricevere messaggi',
        'non voglio più ricevere messaggi',
        'non scrivetemi più',
      ],
      typed: [],
      after_marketing: ['annulla', 'annullare', 'cancella', 'esci', 'ferma', 'basta', 'fine'],
    },
    grant: {
      clear: [
        'iscrivimi alla newsletter',
        'voglio ricevere messaggi',
        'voglio ricevere i messaggi',
        'riattiva messaggi',
        'riattiva i messaggi',
      ],
      typed: ['start'],
    },
  },
};
