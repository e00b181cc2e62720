import { badParameter, GraphError, missing } from '../graph/error.ts';
import type { Template } from '../state.ts';
import type { RenderedTemplate } from '../types.ts';
import { type Fields, list, object, text } from '../validate/check.ts';
import type { Known } from '../validate/media.ts';
import { matchButtons } from './buttons.ts';
import { fill, type Needs, needsOf } from './needs.ts';
import { mediaParameter, textParameters } from './parameters.ts';

const types = [
  'header',
  'body',
  'button',
  'carousel',
  'limited_time_offer',
  'order_status',
  'tap_target_configuration',
];
const componentKeys = ['type', 'sub_type', 'index', 'parameters', 'cards'];

/** Holds what was sent against the approved definition, and fills it in as the phone will show it. */
export const matchTemplate = (template: Template, content: Fields, known: Known): RenderedTemplate => {
  const components =
    content.components === undefined ? [] : list(content.components, "template['components']", 0, 20);
  const named = template.parameter_format === 'NAMED';
  const needs = needsOf(template.components);
  const rendered = matchParts(needs, components, "template['components']", named, known, template.category);
  const length = rendered.body?.length ?? 0;
  if (length > 1024)
    throw new GraphError(
      132005,
      `body: hydrated text is ${length} characters long, at most 1024 are allowed`,
    );
  return rendered;
};

const matchParts = (
  needs: Needs,
  items: unknown[],
  path: string,
  named: boolean,
  known: Known,
  category: string,
): RenderedTemplate => {
  const components = items.map((item, at) => ({
    ...object(item, `${path}[${at}]`, componentKeys),
    path: `${path}[${at}]`,
  })) as (Fields & { path: string })[];
  const of = (type: string) =>
    components.filter((component) => String(component.type).toLowerCase() === type);
  for (const { type, path: at } of components)
    if (!types.includes(String(type).toLowerCase()))
      throw badParameter(
        `Param ${at}['type'] must be one of {${types.join(', ').toUpperCase()}} - got "${String(type)}".`,
      );
  for (const type of ['header', 'body', 'carousel', 'limited_time_offer'])
    if (of(type).length > 1) throw badParameter(`template has more than one ${type} component.`);

  const [header] = of('header');
  const [body] = of('body');
  const values = textParameters('body', needs.body.variables, body, named);
  checkOffer(needs, of('limited_time_offer')[0]);
  return {
    category,
    ...headerPart(needs, header, named, known),
    ...(needs.body.text && { body: fill(needs.body.text, values) }),
    ...(needs.footer && { footer: needs.footer }),
    buttons: matchButtons(needs.buttons, of('button')),
    ...cardsPart(needs, of('carousel')[0], named, known, category),
  };
};

const headerPart = (
  needs: Needs,
  header: (Fields & { path: string }) | undefined,
  named: boolean,
  known: Known,
): Pick<RenderedTemplate, 'header'> => {
  const { format = 'TEXT', variables = [], text: words } = needs.header ?? {};
  if (format === 'TEXT') {
    const values = textParameters('header', variables, header, named);
    return words ? { header: { format, text: fill(words, values) } } : {};
  }
  return { header: { format, media: mediaParameter(format, header, known) } };
};

const checkOffer = (needs: Needs, component: (Fields & { path: string }) | undefined) => {
  if (!needs.offer) return;
  const [parameter] = component ? list(component.parameters, `${component.path}['parameters']`, 1, 1) : [];
  if (!parameter) throw missing('limited_time_offer: a component with expiration_time_ms is required.');
  const offer = object(object(parameter, 'limited_time_offer').limited_time_offer, 'limited_time_offer');
  if (!(Number(offer.expiration_time_ms) > 0))
    throw missing("Parameter 'limited_time_offer['expiration_time_ms']' is mandatory.");
};

const cardsPart = (
  needs: Needs,
  carousel: (Fields & { path: string }) | undefined,
  named: boolean,
  known: Known,
  category: string,
): Pick<RenderedTemplate, 'cards'> => {
  if (needs.cards.length === 0) return {};
  const path = carousel ? `${carousel.path}['cards']` : 'carousel';
  const cards = carousel ? list(carousel.cards, path, 0, 10) : [];
  if (cards.length !== needs.cards.length)
    throw new GraphError(
      132012,
      `carousel: number of cards (${cards.length}) does not match the expected number of cards (${needs.cards.length})`,
    );
  return {
    cards: needs.cards.map((need, at) => {
      const card = object(cards[at], `${path}[${at}]`, ['card_index', 'components']);
      if (Number(card.card_index) !== at)
        throw badParameter(`Param ${path}[${at}]['card_index'] must be ${at}.`);
      const components = list(card.components, `${path}[${at}]['components']`, 0, 10);
      return matchParts(need, components, `${path}[${at}]['components']`, named, known, category);
    }),
  };
};

/** Name and language of a template message, before anything is looked up. */
export const templateName = (content: Fields): { name: string; language: string } => {
  object(content, 'template', ['name', 'language', 'components', 'namespace']);
  const name = text(content.name, "template['name']", 512);
  const language = object(content.language, "template['language']", ['code', 'policy']);
  return { name, language: text(language.code, "template['language']['code']", 20) };
};
