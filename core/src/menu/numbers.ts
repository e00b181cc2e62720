/** Numbers as people write them in answer to a menu, from 1. Folded: small letters, no accents. */
const spoken: Readonly<Record<string, readonly string[]>> = {
  es: [
    'uno una primero primera primer',
    'dos segundo segunda',
    'tres tercero tercera tercer',
    'cuatro cuarto cuarta',
    'cinco quinto quinta',
    'seis sexto sexta',
    'siete septimo septima',
    'ocho octavo octava',
    'nueve noveno novena',
    'diez decimo decima',
    'once',
    'doce',
    'trece',
    'catorce',
    'quince',
    'dieciseis',
    'diecisiete',
    'dieciocho',
    'diecinueve',
    'veinte',
  ],
  en: [
    'one first 1st',
    'two second 2nd',
    'three third 3rd',
    'four fourth 4th',
    'five fifth 5th',
    'six sixth 6th',
    'seven seventh 7th',
    'eight eighth 8th',
    'nine ninth 9th',
    'ten tenth 10th',
    'eleven eleventh',
    'twelve twelfth',
    'thirteen',
    'fourteen',
    'fifteen',
    'sixteen',
    'seventeen',
    'eighteen',
    'nineteen',
    'twenty',
  ],
  pt: [
    'um uma primeiro primeira',
    'dois duas segundo segunda',
    'tres terceiro terceira',
    'quatro quarto quarta',
    'cinco quinto quinta',
    'seis sexto sexta',
    'sete setimo setima',
    'oito oitavo oitava',
    'nove nono nona',
    'dez decimo decima',
  ],
};

const byWord: Readonly<Record<string, ReadonlyMap<string, number>>> = Object.fromEntries(
  Object.entries(spoken).map(([language, rows]) => [
    language,
    new Map(rows.flatMap((row, index) => row.split(' ').map((word) => [word, index + 1] as const))),
  ]),
);

/** The number one word stands for: in the language given, or in any of them. */
export const numberOfWord = (word: string, language?: string): number | undefined => {
  if (/^\d{1,3}$/.test(word)) return Number(word);
  const own = language && byWord[language.toLowerCase().slice(0, 2)];
  if (own) return own.get(word);
  for (const words of Object.values(byWord)) {
    const number = words.get(word);
    if (number !== undefined) return number;
  }
  return undefined;
};
