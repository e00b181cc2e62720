import type { JsonObject } from '../types.ts';
import { type Fields, list, object, oneOf, optionalText, text } from '../validate/check.ts';
import type { World } from '../world.ts';
import { parametersOf } from './body.ts';
import { type GraphHandler, numberOf } from './context.ts';
import { badParameter, badValue, GraphError } from './error.ts';
import { page, pick } from './pages.ts';

const languages = /^[a-z]{2}(_[A-Z]{2})?$/;

/** `POST /{number}/request_code`: the code is never sent; any six digits are the right ones. */
export const requestCode: GraphHandler = async (call) => {
  numberOf(call);
  const body = await parametersOf(call.request);
  oneOf(body.code_method, 'code_method', ['SMS', 'VOICE']);
  if (!languages.test(text(body.language, 'language', 5)))
    throw new GraphError(136024, 'Param language is not supported.');
  return Response.json({ success: true });
};

export const verifyCode: GraphHandler = async (call) => {
  numberOf(call);
  const { code } = await parametersOf(call.request);
  if (!/^\d{3}-?\d{3}$/.test(text(code, 'code', 7)))
    throw new GraphError(136025, 'The code is not the one that was sent.');
  return Response.json({ success: true });
};

/** `POST /{number}/conversational_automation`: kept, and shown by `?fields=conversational_automation`. */
export const setAutomation: GraphHandler = async (call) => {
  const number = numberOf(call);
  const body = object(await parametersOf(call.request), 'body', [
    'enable_welcome_message',
    'prompts',
    'commands',
  ]);
  const prompts = body.prompts === undefined ? [] : list(body.prompts, 'prompts', 0, 4);
  for (const [at, prompt] of prompts.entries()) text(prompt, `prompts[${at}]`, 80);
  const commands = body.commands === undefined ? [] : list(body.commands, 'commands', 0, 30);
  const names = commands.map((item, at) => {
    const command = object(item, `commands[${at}]`, ['command_name', 'command_description']);
    text(command.command_description, `commands[${at}]['command_description']`, 256);
    return text(command.command_name, `commands[${at}]['command_name']`, 32);
  });
  if (new Set(names).size < names.length) throw badValue('Duplicated command_name.');
  call.world.numberBook.put({ ...number, automation: body as JsonObject });
  return Response.json({ success: true });
};

const parts: Record<string, (value: Fields) => void> = {
  calling: (value) =>
    oneOf(value.status, "calling['status']", ['enabled', 'disabled', 'ENABLED', 'DISABLED']),
  user_identity_change: ({ enabled }) => {
    if (typeof enabled !== 'boolean')
      throw badParameter("Param user_identity_change['enabled'] must be a boolean.");
  },
  payload_encryption: (value) => oneOf(value.status, "payload_encryption['status']", ['enabled', 'disabled']),
  storage_configuration: () => {},
};

/** `POST /{number}/settings`: one of its four parts, or several. */
export const setSettings: GraphHandler = async (call) => {
  const number = numberOf(call);
  const { messaging_product: _, ...body } = await parametersOf(call.request);
  if (Object.keys(body).length === 0)
    throw badParameter(`One of {${Object.keys(parts).join(', ')}} is required.`);
  for (const [key, value] of Object.entries(body)) {
    const check = Object.hasOwn(parts, key) ? parts[key] : undefined;
    if (!check) throw badParameter(`Unexpected key "${key}".`);
    check(object(value, key));
  }
  call.world.numberBook.put({ ...number, settings: { ...number.settings, ...(body as JsonObject) } });
  return Response.json({ success: true });
};

export const getSettings: GraphHandler = (call) =>
  Response.json({
    calling: { status: 'disabled', call_icon_visibility: 'visible', ip_addresses: { default: [] } },
    storage_configuration: { status: 'default' },
    ...numberOf(call).settings,
  });

interface QrCode {
  code: string;
  prefilled_message: string;
  deep_link_url: string;
  qr_image_url?: string;
  phoneNumberId: string;
}

const codes = new WeakMap<World, Map<string, QrCode>>();
const codesOf = (world: World): Map<string, QrCode> => {
  const known = codes.get(world) ?? new Map<string, QrCode>();
  codes.set(world, known);
  return known;
};

/** `POST /{number}/message_qrdls`: makes one, or changes the text of one. */
export const putQrCode: GraphHandler = async (call) => {
  const { world } = call;
  const { phoneNumberId } = numberOf(call);
  const body = object(await parametersOf(call.request), 'body', [
    'code',
    'prefilled_message',
    'generate_qr_image',
    'messaging_product',
  ]);
  const prefilled_message = text(body.prefilled_message, 'prefilled_message', 140);
  if (body.generate_qr_image !== undefined)
    oneOf(body.generate_qr_image, 'generate_qr_image', ['PNG', 'SVG']);
  const wanted = optionalText(body.code, 'code', 14);
  const known = wanted === undefined ? undefined : codesOf(world).get(wanted);
  if (wanted !== undefined && known?.phoneNumberId !== phoneNumberId)
    throw new GraphError(100, `There is no QR code ${wanted}.`);
  const code = known?.code ?? world.ids.hex(14).toUpperCase();
  const made: QrCode = {
    code,
    prefilled_message,
    deep_link_url: `https://wa.me/message/${code}`,
    ...(body.generate_qr_image !== undefined && {
      qr_image_url: `https://scontent.example/qr/${code}.${String(body.generate_qr_image).toLowerCase()}`,
    }),
    phoneNumberId,
  };
  codesOf(world).set(code, made);
  const { phoneNumberId: _, ...shown } = made;
  return Response.json(shown);
};

export const listQrCodes: GraphHandler = (call) => {
  const { world, url } = call;
  const own = [...codesOf(world).values()].filter(
    ({ phoneNumberId }) => phoneNumberId === numberOf(call).phoneNumberId,
  );
  const wanted = url.searchParams.get('code');
  const { data, ...rest } = page(
    own.filter(({ code }) => !wanted || code === wanted),
    url,
    'qr',
    0,
  );
  const shown = data.map(({ phoneNumberId: _, ...code }) => pick({ ...code }, url, ['code']));
  return Response.json({ data: shown, ...rest });
};

/** `GET|DELETE /{number}/message_qrdls/{code}`. */
export const oneQrCode: GraphHandler = (call) => {
  const { world, url, method } = call;
  const { phoneNumberId } = numberOf(call);
  const wanted = url.pathname.split('/').at(-1) ?? '';
  const known = codesOf(world).get(wanted);
  if (known?.phoneNumberId !== phoneNumberId) throw new GraphError(100, `There is no QR code ${wanted}.`);
  if (method === 'DELETE') {
    codesOf(world).delete(wanted);
    return Response.json({ success: true });
  }
  const { phoneNumberId: _, ...shown } = known;
  return Response.json({ data: [shown] });
};
