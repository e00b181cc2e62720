import type { Purpose } from '../model/consent.ts';
import type { OutboundContent } from '../model/content.ts';

/**
 * What a message is for. A declared purpose may be stricter than the template's category, never milder: a
 * marketing template stays marketing. A template whose category nobody knows yet counts as marketing unless a
 * purpose is declared, and a template is never mere service. Everything else is service unless declared.
 */
export const purposeOf = (
  content: Pick<OutboundContent, 'kind'>,
  declared?: Purpose,
  templateCategory?: string,
): Purpose => {
  if (content.kind !== 'template') return declared ?? 'service';
  const category = categories.get(templateCategory?.toLowerCase() ?? '');
  if (category === undefined) return declared === 'service' ? 'utility' : (declared ?? 'marketing');
  return declared === 'marketing' ? 'marketing' : category;
};

/** The provider's template categories; the last two are names it used before. */
const categories: ReadonlyMap<string, Purpose> = new Map<string, Purpose>([
  ['marketing', 'marketing'],
  ['marketing_lite', 'marketing'],
  ['utility', 'utility'],
  ['authentication', 'authentication'],
  ['transactional', 'utility'],
  ['otp', 'authentication'],
]);
