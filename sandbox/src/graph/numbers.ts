import type { Bearer } from '../account/apps.ts';
import { setNumber } from '../account/change.ts';
import type { BusinessNumber } from '../account/numbers.ts';
import { object, text } from '../validate/check.ts';
import { handshake } from '../webhooks/handshake.ts';
import type { World } from '../world.ts';
import { parametersOf } from './body.ts';
import { type GraphHandler, type GraphRequest, numberOf } from './context.ts';
import { badParameter } from './error.ts';
import { page, pick, withUsual } from './pages.ts';

const numberView = (world: World, number: BusinessNumber, { app }: Bearer) => ({
  id: number.phoneNumberId,
  verified_name: number.verifiedName,
  display_phone_number: number.displayPhone,
  quality_rating: number.qualityRating ?? 'GREEN',
  code_verification_status: 'VERIFIED',
  name_status: 'APPROVED',
  new_name_status: 'NONE',
  status: number.registered === false ? 'PENDING' : 'CONNECTED',
  account_mode: 'LIVE',
  platform_type: 'CLOUD_API',
  is_official_business_account: false,
  is_pin_enabled: true,
  throughput: { level: world.settings.throughput > 80 ? 'HIGH' : 'STANDARD' },
  whatsapp_business_manager_messaging_limit: number.messagingLimit ?? 'TIER_2K',
  is_on_biz_app: number.coexistence === true,
  ...(number.automation && { conversational_automation: number.automation }),
  webhook_configuration: {
    phone_number: world.targets.override(app.id, number.phoneNumberId),
    whatsapp_business_account: world.targets.override(app.id, number.wabaId),
    application: world.targets.app(app.id)?.url,
  },
});

const usual =
  'verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,webhook_configuration';

export const getNumber: GraphHandler = (call) =>
  Response.json(pick(numberView(call.world, numberOf(call), call.bearer), withUsual(call.url, usual)));

export const listNumbers: GraphHandler = ({ world, id, url, bearer }) => {
  const items = world.numbers.filter(({ wabaId }) => wabaId === id);
  const { data, ...rest } = page(items, url, 'numbers', 0);
  return Response.json({
    data: data.map((number) => pick(numberView(world, number, bearer), withUsual(url, usual))),
    ...rest,
  });
};

/** What `POST /{number}` may hold beside the address of webhooks; a new name waits for its review. */
const changeable = [
  'webhook_configuration',
  'new_display_name',
  'connection_status',
  'webhook_url',
  'whatsapp_business_api_data',
  'pin',
  'search_visibility',
  'username',
  'messaging_product',
];

/** `POST /{number}`. */
export const configureNumber: GraphHandler = async (call) => {
  const number = numberOf(call);
  const body = object(await parametersOf(call.request), 'body', changeable);
  if (Object.keys(body).length === 0) throw badParameter(`One of {${changeable.join(', ')}} is required.`);
  if (body.webhook_configuration !== undefined) await setCallback(call, body.webhook_configuration);
  if (body.new_display_name !== undefined) {
    const verifiedName = text(body.new_display_name, 'new_display_name', 75);
    call.world.timers.later(call.world.settings.statusDelaysMs.sent, () =>
      setNumber(call.world, { phoneNumberId: number.phoneNumberId, verifiedName }),
    );
  }
  return Response.json({ success: true });
};

const setCallback = async (call: GraphRequest, value: unknown) => {
  const { world, bearer } = call;
  const number = numberOf(call);
  const wanted = object(value, 'webhook_configuration', ['override_callback_uri', 'verify_token']);
  const uri = wanted.override_callback_uri;
  if (typeof uri !== 'string')
    throw badParameter("Param webhook_configuration['override_callback_uri'] must be a string.");
  if (uri !== '')
    await handshake(
      world.fetch,
      uri,
      String(wanted.verify_token ?? world.options.verifyToken),
      world.ids.digits(10),
    );
  world.targets.setOverride(bearer.app.id, number.phoneNumberId, uri || undefined);
  world.journal.flush();
  world.courier.recheck();
};

export const getAccount: GraphHandler = ({ world, id, url }) => {
  const name = world.numbers.find(({ wabaId }) => wabaId === id)?.verifiedName ?? 'Sandbox';
  const account = {
    id,
    name,
    timezone_id: '1',
    currency: 'EUR',
    message_template_namespace: `sandbox_${id}`,
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
    ownership_type: 'SELF',
  };
  return Response.json(pick(account, url));
};
