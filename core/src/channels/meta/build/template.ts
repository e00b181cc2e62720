import type { TemplateCard, TemplateContent } from '../../../model/content.ts';
import type { JsonObject } from '../../../model/json.ts';
import { compact } from './parts.ts';
import { button, component, parameter } from './template-parameters.ts';

type Variables = Pick<TemplateContent, 'header' | 'body' | 'buttons'>;

const header = ({ header }: Variables): JsonObject[] =>
  component('header', header ? [parameter(header)] : []);
const body = ({ body = [] }: Variables): JsonObject[] => component('body', body.map(parameter));
const buttons = ({ buttons = [] }: Variables): JsonObject[] => buttons.flatMap(button);

/** A component whose one parameter has the name of its type. */
const sole = (type: string, value: JsonObject | readonly JsonObject[]): JsonObject[] =>
  component(type, [{ type, [type]: value }]);

const offer = ({ offerExpiresAt }: TemplateContent): JsonObject[] =>
  offerExpiresAt === undefined ? [] : sole('limited_time_offer', { expiration_time_ms: offerExpiresAt });

const orderStatus = ({ orderStatus: of }: TemplateContent): JsonObject[] =>
  of === undefined
    ? []
    : sole('order_status', {
        reference_id: of.referenceId,
        order: compact({ status: of.status, description: of.description }),
      });

const linkTitles = ({ linkTitles: of }: TemplateContent): JsonObject[] =>
  of === undefined
    ? []
    : sole(
        'tap_target_configuration',
        of.map(({ url, title }) => ({ url, title })),
      );

const card = (of: TemplateCard, index: number): JsonObject => ({
  card_index: index,
  components: [...header(of), ...body(of), ...buttons(of)],
});

const cards = ({ cards: of = [] }: TemplateContent): JsonObject[] =>
  of.length > 0 ? [{ type: 'carousel', cards: of.map(card) }] : [];

/** The code goes into the text and into the button, whether it copies, fills in or needs no tap. */
const code = ({ code: text }: TemplateContent): JsonObject[] =>
  text === undefined
    ? []
    : [
        { type: 'body', parameters: [{ type: 'text', text }] },
        { type: 'button', sub_type: 'url', index: 0, parameters: [{ type: 'text', text }] },
      ];

export function template(of: TemplateContent): JsonObject {
  const parts = [header, offer, body, code, cards, buttons, orderStatus, linkTitles];
  const components = parts.flatMap((part) => part(of));
  return {
    type: 'template',
    template: compact({
      name: of.name,
      language: { code: of.language },
      components: components.length > 0 ? components : undefined,
    }),
  };
}
