import { badParameter } from '../../graph/error.ts';
import { type Fields, object } from '../check.ts';
import type { Known } from '../media.ts';
import { checkCarousel } from './carousel.ts';
import { checkButtons, checkList } from './choices.ts';
import { checkCtaUrl, checkFlow, checkVoiceCall } from './links.ts';
import { checkAddress, checkCallPermission, checkContactRequest, checkLocationRequest } from './requests.ts';
import { checkCatalog, checkOrder, checkProduct, checkProductList } from './shop.ts';

const kinds: Record<string, (interactive: Fields, known: Known) => void> = {
  button: checkButtons,
  list: checkList,
  cta_url: checkCtaUrl,
  flow: checkFlow,
  product: checkProduct,
  product_list: checkProductList,
  catalog_message: checkCatalog,
  carousel: checkCarousel,
  location_request_message: checkLocationRequest,
  address_message: checkAddress,
  contact_request: checkContactRequest,
  call_permission_request: checkCallPermission,
  voice_call: checkVoiceCall,
  order_details: checkOrder,
  order_status: checkOrder,
};

export const checkInteractive = (value: unknown, known: Known) => {
  const interactive = object(value, 'interactive');
  const check = Object.hasOwn(kinds, String(interactive.type)) ? kinds[String(interactive.type)] : undefined;
  if (!check)
    throw badParameter(
      `Param interactive['type'] must be one of {${Object.keys(kinds).join(', ').toUpperCase()}} - got "${String(interactive.type)}".`,
    );
  check(interactive, known);
};
