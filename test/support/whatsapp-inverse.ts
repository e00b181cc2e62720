import type { OutboundContent, TemplateButton, TemplateParameter } from '../../core/src/model/content.ts';

/** Any JSON; published bodies are read without a type. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes are what the test is about
type Loose = any;

const media = (of: Loose) => ({ id: of.id, link: of.link, caption: of.caption });

const header = (of: Loose) =>
  of &&
  (of.type === 'text'
    ? { type: 'text', text: of.text }
    : { type: of.type, ...media(of[of.type]), filename: of[of.type].filename });

const frame = ({ header: top, body, footer }: Loose) => ({
  header: header(top),
  body: body?.text,
  footer: footer?.text,
});

const card = ({ name, addresses, phones, ...rest }: Loose) => ({
  ...rest,
  name: {
    formattedName: name.formatted_name,
    firstName: name.first_name,
    lastName: name.last_name,
    middleName: name.middle_name,
    suffix: name.suffix,
    prefix: name.prefix,
  },
  addresses: addresses?.map(({ country_code: countryCode, ...more }: Loose) => ({ ...more, countryCode })),
  phones: phones?.map(({ wa_id: waId, ...more }: Loose) => ({ ...more, waId })),
});

const parameter = (of: Loose): TemplateParameter => {
  switch (of.type) {
    case 'text':
      return { type: 'text', text: of.text, name: of.parameter_name };
    case 'currency':
      return {
        type: 'currency',
        fallback: of.currency.fallback_value,
        code: of.currency.code,
        amount1000: of.currency.amount_1000,
      };
    case 'date_time':
      return { type: 'date_time', fallback: of.date_time.fallback_value };
    default:
      return { type: of.type, ...of[of.type] };
  }
};

const button = ({ sub_type: type, index, parameters: [first] }: Loose): TemplateButton => {
  switch (type) {
    case 'quick_reply':
      return { type, index, payload: first.payload };
    case 'url':
      return { type, index, text: first.text };
    default:
      return { type, index, thumbnailProductRetailerId: first.action.thumbnail_product_retailer_id };
  }
};

function template({ name, language, components = [] }: Loose): Loose {
  const parts = (type: string): Loose[] => components.filter((of: Loose) => of.type === type);
  return {
    kind: 'template',
    name,
    language: language.code,
    header: parts('header')[0]?.parameters.map(parameter)[0],
    body: parts('body')[0]?.parameters.map(parameter),
    buttons: parts('button').length > 0 ? parts('button').map(button) : undefined,
  };
}

function interactive({ type, action, ...rest }: Loose): Loose {
  switch (type) {
    case 'button':
      return { kind: 'buttons', ...frame(rest), buttons: action.buttons.map((of: Loose) => of.reply) };
    case 'list':
      return { kind: 'list', ...frame(rest), button: action.button, sections: action.sections };
    case 'cta_url': {
      const { display_text: displayText, url } = action.parameters;
      return { kind: 'cta_url', ...frame(rest), displayText, url };
    }
    default: {
      const thumbnail = action.parameters?.thumbnail_product_retailer_id;
      return { kind: type, ...frame(rest), thumbnailProductRetailerId: thumbnail };
    }
  }
}

/** Our content for a published body of `POST …/messages`; for the kinds that are published. */
export function contentOf(body: Loose): OutboundContent {
  const part = body[body.type];
  switch (body.type) {
    case 'text':
      return { kind: 'text', text: part.body, previewUrl: part.preview_url };
    case 'location':
      return { kind: 'location', ...part };
    case 'contacts':
      return { kind: 'contacts', contacts: part.map(card) };
    case 'reaction':
      return { kind: 'reaction', messageId: part.message_id, emoji: part.emoji };
    case 'interactive':
      return interactive(part);
    case 'template':
      return template(part);
    default:
      return { kind: body.type, ...media(part), filename: part.filename };
  }
}
