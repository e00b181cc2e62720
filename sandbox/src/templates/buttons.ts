import { badParameter, badValue, GraphError, missing } from '../graph/error.ts';
import type { RenderedTemplate } from '../types.ts';
import { type Fields, list, object, optionalText, text } from '../validate/check.ts';
import { type ButtonNeed, fill, variablesIn } from './needs.ts';

type Component = Fields & { path: string };
type Button = RenderedTemplate['buttons'][number];

/** `sub_type` of a message → types of buttons in definitions that it fills. */
const fits: Record<string, readonly string[]> = {
  quick_reply: ['QUICK_REPLY'],
  url: ['URL', 'OTP'],
  copy_code: ['COPY_CODE'],
  flow: ['FLOW'],
  catalog: ['CATALOG'],
  mpm: ['MPM'],
  voice_call: ['VOICE_CALL'],
};
const parameterKeys = ['type', 'text', 'payload', 'coupon_code', 'action', 'ttl_minutes'];

/** Fills in the buttons; a tap on a quick reply sends its payload, or its label when none was given. */
export const matchButtons = (needs: ButtonNeed[], components: Component[]): Button[] => {
  const given = new Map<number, { component: Component; parameters: Fields[] }>();
  for (const component of components) {
    const { path } = component;
    const index = Number(component.index);
    const subType = String(component.sub_type).toLowerCase();
    if (!Object.hasOwn(fits, subType))
      throw badParameter(
        `Param ${path}['sub_type'] must be one of {${Object.keys(fits).join(', ').toUpperCase()}}.`,
      );
    if (component.index === undefined) throw missing(`Parameter '${path}['index']' is mandatory.`);
    const need = needs[index];
    if (!need || given.has(index))
      throw new GraphError(
        132018,
        `buttons: there is no button at index ${String(component.index)}, or it is given twice`,
      );
    if (!fits[subType]?.includes(need.type))
      throw new GraphError(
        132012,
        `buttons: Button at index ${index} is of type ${need.type}, not ${subType.toUpperCase()}`,
      );
    const parameters = list(component.parameters, `${path}['parameters']`, 1, 2);
    given.set(index, {
      component,
      parameters: parameters.map((item, at) => object(item, `${path}['parameters'][${at}]`, parameterKeys)),
    });
  }
  return needs.map((need, index) => button(need, index, given.get(index)?.parameters[0]));
};

const button = (need: ButtonNeed, index: number, parameter: Fields | undefined): Button => {
  const at = `Button at index ${index} of type ${need.type}`;
  const made: Button = { type: need.type, text: need.text };
  if (need.variable && !parameter) throw missing(`buttons: ${at} requires a parameter`);
  switch (need.type) {
    case 'QUICK_REPLY':
      if (parameter) expectType(parameter, 'payload', at);
      return { ...made, payload: optionalText(parameter?.payload, 'payload', 256) ?? need.text };
    case 'URL':
    case 'OTP': {
      if (!parameter) return { ...made, url: need.url };
      if (!need.variable) throw new GraphError(132018, `buttons: ${at} does not require parameters`);
      expectType(parameter, 'text', at);
      const suffix = text(parameter.text, 'text', 2000);
      const [name] = variablesIn(need.url ?? '');
      const isCode = need.type === 'OTP' || /[?&]code=otp\{\{/.test(need.url ?? '');
      if (isCode && suffix.length > 15)
        throw badValue(`buttons: ${at} takes a code of at most 15 characters`);
      return {
        ...made,
        ...(name && { url: fill(need.url ?? '', new Map([[name, suffix]])) }),
        ...(isCode && { code: suffix }),
      };
    }
    case 'COPY_CODE':
      expectType(parameter as Fields, 'coupon_code', at);
      return { ...made, code: text(parameter?.coupon_code, 'coupon_code', 15) };
    case 'PHONE_NUMBER':
      return { ...made, phone_number: need.phone };
    case 'MPM':
      if (!parameter) throw missing(`buttons: ${at} requires a parameter`);
      expectType(parameter, 'action', at);
      list(object(parameter.action, 'action').sections, "action['sections']", 1, 10);
      return made;
    default:
      return made;
  }
};

const expectType = (parameter: Fields, type: string, at: string) => {
  const got = String(parameter.type).toLowerCase();
  if (got !== type)
    throw new GraphError(
      132012,
      `buttons: ${at}: Format mismatch, expected ${type.toUpperCase()}, received ${got.toUpperCase()}`,
    );
};
