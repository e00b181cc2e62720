import type { JsonObject } from '../../model/json.ts';
import type { CallContext, CallResult, ChannelError, Check } from '../channel.ts';
import { resultOf, unset } from './call-result.ts';
import { callGraph } from './graph.ts';
import { fieldOf, textOf } from './guards.ts';
import { listTemplates } from './templates.ts';

const numberFields = [
  'verified_name',
  'display_phone_number',
  'quality_rating',
  'throughput',
  'status',
  'name_status',
  'whatsapp_business_manager_messaging_limit',
].join(',');

/** Checks token, number, subscription and templates with three reads; each line passed or has a next step. */
export async function doctor(context: CallContext): Promise<Check[]> {
  const [number, apps, templates] = await Promise.all([
    readNumber(context),
    readSubscription(context),
    listTemplates(context, { limit: 100 }),
  ]);
  return [
    tokenCheck([number, apps, templates]),
    ...numberChecks(number),
    subscriptionCheck(apps),
    templateCheck(templates),
  ];
}

const readNumber = async (context: CallContext): Promise<CallResult<JsonObject>> => {
  const path = [context.account.providerId];
  return resultOf(
    await callGraph(context, { method: 'GET', path, query: { fields: numberFields } }),
    (body) => body,
  );
};

const readSubscription = async (context: CallContext): Promise<CallResult<number>> => {
  const { businessId } = context.account;
  if (!businessId) {
    return unset('The id of the WhatsApp business account is not set', 'Set it: WhatsApp Manager shows it.');
  }
  const outcome = await callGraph(context, { method: 'GET', path: [businessId, 'subscribed_apps'] });
  return resultOf(outcome, ({ data }) => (Array.isArray(data) ? data.length : undefined));
};

const passed = (name: string, detail: string): Check => ({ name, ok: true, detail });
const amiss = (name: string, detail: string, nextStep: string): Check => ({
  name,
  ok: false,
  detail,
  nextStep,
});

const failure = (name: string, { message, details, nextStep }: ChannelError): Check =>
  amiss(name, details ? `${message}: ${details}` : message, nextStep);

function tokenCheck(results: readonly CallResult<unknown>[]): Check {
  const refused = results.find((result) => !result.ok && result.error.kind === 'auth');
  if (refused && !refused.ok) return failure('access token', refused.error);
  const heard = results.some((result) => result.ok || result.error.httpStatus !== undefined);
  return heard
    ? passed('access token', 'accepted')
    : amiss(
        'access token',
        'could not be tried',
        'Check the base URL and the way to the Internet, then try again.',
      );
}

const calm = new Set(['APPROVED', 'AVAILABLE_WITHOUT_REVIEW', 'NONE', 'NON_EXISTS']);

function numberChecks(result: CallResult<JsonObject>): Check[] {
  if (!result.ok) return [failure('number', result.error)];
  const number = result.value;
  const told = (field: string): string | undefined => textOf(number[field]);
  const who = [told('verified_name'), told('display_phone_number')].filter(Boolean).join(', ') || 'found';
  const status = told('status');
  const quality = told('quality_rating');
  const name = told('name_status');
  const limit = told('whatsapp_business_manager_messaging_limit');
  const throughput = textOf(fieldOf(number.throughput, 'level'));
  const facts = [who, status, limit && `limit ${limit}`, throughput && `throughput ${throughput}`];
  const detail = facts.filter(Boolean).join(', ');
  return [
    status === undefined || status === 'CONNECTED'
      ? passed('number', detail)
      : amiss(
          'number',
          detail,
          'Register the number (centralita register), and look in WhatsApp Manager for a warning.',
        ),
    quality === 'RED'
      ? amiss(
          'quality',
          'RED',
          'Stop campaigns; write only to people who asked for it until the quality recovers.',
        )
      : passed('quality', quality ?? 'not told'),
    name === undefined || calm.has(name)
      ? passed('display name', name ?? 'not told')
      : amiss('display name', name, 'Look in WhatsApp Manager what is wrong with the display name.'),
  ];
}

function subscriptionCheck(result: CallResult<number>): Check {
  if (!result.ok) return failure('webhook subscription', result.error);
  return result.value > 0
    ? passed('webhook subscription', `${result.value} app(s) receive the webhooks of this account`)
    : amiss(
        'webhook subscription',
        'no app receives the webhooks of this account',
        'Run centralita register.',
      );
}

type Templates = Awaited<ReturnType<typeof listTemplates>>;

function templateCheck(result: Templates): Check {
  if (!result.ok) return failure('templates', result.error);
  const { items, after } = result.value;
  const approved = items.filter(({ status }) => status === 'APPROVED').length;
  const detail = `${approved} approved of ${items.length}${after ? ' or more' : ''}`;
  return approved > 0
    ? passed('templates', detail)
    : amiss(
        'templates',
        detail,
        'Create a template in WhatsApp Manager: without one nobody can be written to first.',
      );
}
