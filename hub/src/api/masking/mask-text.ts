import { type IsHidden, numbersIn } from './numbers.ts';

/** The provider's id of a message is base64 and holds the customer's number at its beginning. */
const providerMessage = /wamid\.[\w+/=-]+/g;
/** Characters of its end, which tell it from others. Ids that are no longer than a number are not shown in part. */
const keptOfId = 6;
const longId = 30;

const maskId = (id: string): string => {
  const bare = id.replace(/=+$/, '');
  return `wamid.…${bare.length > longId ? bare.slice(-keptOfId) : ''}`;
};

/** A text with the hidden numbers in it shown in part. */
export const maskText = (text: string, isHidden: IsHidden): string => {
  let shown = '';
  let from = 0;
  for (const number of numbersIn(text, isHidden)) {
    shown += text.slice(from, number.start) + number.shown;
    from = number.end;
  }
  shown += text.slice(from);
  return shown.includes('wamid.') ? shown.replace(providerMessage, maskId) : shown;
};

/** What somebody wrote who was shown `maskText(original)`, with the whole numbers back where they still stand. */
export const restoreText = (given: string, original: string, isHidden: IsHidden): string => {
  let text = given;
  let from = 0;
  for (const { start, end, shown } of numbersIn(original, isHidden)) {
    const at = text.indexOf(shown, from);
    if (at === -1) continue;
    const whole = original.slice(start, end);
    text = text.slice(0, at) + whole + text.slice(at + shown.length);
    from = at + whole.length;
  }
  return text;
};
