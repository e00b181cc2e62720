import type { TemplateButton, TemplateParameter } from '../../../model/content.ts';
import type { JsonObject } from '../../../model/json.ts';
import { compact, filenameOf, mediaObject, productSection } from './parts.ts';

export function parameter(of: TemplateParameter): JsonObject {
  switch (of.type) {
    case 'text':
      return compact({ type: 'text', parameter_name: of.name, text: of.text });
    case 'currency':
      return compact({
        type: 'currency',
        parameter_name: of.name,
        currency: { fallback_value: of.fallback, code: of.code, amount_1000: of.amount1000 },
      });
    case 'date_time':
      return compact({
        type: 'date_time',
        parameter_name: of.name,
        date_time: { fallback_value: of.fallback },
      });
    case 'location': {
      const { latitude, longitude, name, address } = of;
      return { type: 'location', location: compact({ latitude, longitude, name, address }) };
    }
    case 'product': {
      const product = { product_retailer_id: of.productRetailerId, catalog_id: of.catalogId };
      return { type: 'product', product };
    }
    default:
      return { type: of.type, [of.type]: mediaObject(of, { filename: filenameOf(of) }) };
  }
}

const action = (of: {
  readonly [name: string]: JsonObject | string | readonly JsonObject[] | undefined;
}): JsonObject[] => [{ type: 'action', action: compact(of) }];

function buttonParameters(of: TemplateButton): JsonObject[] {
  switch (of.type) {
    case 'quick_reply':
      return [{ type: 'payload', payload: of.payload }];
    case 'url':
      return [{ type: 'text', text: of.text }];
    case 'copy_code':
      return [{ type: 'coupon_code', coupon_code: of.code }];
    case 'flow':
      return action({ flow_token: of.token, flow_action_data: of.data });
    case 'voice_call':
      return [
        ...(of.ttlMinutes === undefined ? [] : [{ type: 'ttl_minutes', ttl_minutes: of.ttlMinutes }]),
        ...(of.payload === undefined ? [] : [{ type: 'payload', payload: of.payload }]),
      ];
    default:
      return action({
        thumbnail_product_retailer_id: of.thumbnailProductRetailerId,
        sections: of.sections?.map(productSection),
      });
  }
}

/** The component of a button, or nothing when it has no variable part. */
export function button(of: TemplateButton): JsonObject[] {
  const parameters = buttonParameters(of);
  return parameters.length > 0 ? [{ type: 'button', sub_type: of.type, index: of.index, parameters }] : [];
}

export const component = (type: string, parameters: readonly JsonObject[]): JsonObject[] =>
  parameters.length > 0 ? [{ type, parameters }] : [];
