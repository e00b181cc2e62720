/** The words of a menu that are not the team's own, by language; English for the rest. */
interface MenuWords {
  readonly button: string;
  readonly hint: string;
}

const words: Readonly<Record<string, MenuWords>> = {
  en: { button: 'Options', hint: 'Answer with the number.' },
  es: { button: 'Opciones', hint: 'Responda con el número.' },
  pt: { button: 'Opções', hint: 'Responda com o número.' },
  fr: { button: 'Options', hint: 'Répondez avec le numéro.' },
  de: { button: 'Optionen', hint: 'Antworten Sie mit der Nummer.' },
  it: { button: 'Opzioni', hint: 'Risponda con il numero.' },
};

export const menuWords = (language = 'en'): MenuWords =>
  words[language.toLowerCase().slice(0, 2)] ?? (words.en as MenuWords);
