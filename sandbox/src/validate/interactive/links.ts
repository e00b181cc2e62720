import { badParameter, badValue } from '../../graph/error.ts';
import { type Fields, number, object, oneOf, optionalText, text, webAddress } from '../check.ts';
import type { Known } from '../media.ts';
import { action, checkParts, named } from './parts.ts';

const parameters = `${action}['parameters']`;

export const checkCtaUrl = (interactive: Fields, known: Known) => {
  const limits = { body: 1024, headers: ['text', 'image', 'video', 'document'] as const };
  const fields = checkParts(interactive, limits, known, ['name', 'parameters']);
  const { display_text, url } = named(fields, 'cta_url', ['display_text', 'url']);
  text(display_text, `${parameters}['display_text']`, 20);
  webAddress(url, `${parameters}['url']`);
};

const flowKeys = [
  'flow_message_version',
  'flow_id',
  'flow_name',
  'flow_cta',
  'flow_token',
  'mode',
  'flow_action',
  'flow_action_payload',
];

export const checkFlow = (interactive: Fields, known: Known) => {
  const limits = { body: 1024, headers: ['text', 'image', 'video', 'document'] as const };
  const flow = named(checkParts(interactive, limits, known, ['name', 'parameters']), 'flow', flowKeys);
  oneOf(flow.flow_message_version, `${parameters}['flow_message_version']`, ['3']);
  if ((flow.flow_id === undefined) === (flow.flow_name === undefined))
    throw badParameter(`Param ${parameters} must have exactly one of 'flow_id' and 'flow_name'.`);
  text(flow.flow_cta, `${parameters}['flow_cta']`, 30);
  optionalText(flow.flow_token, `${parameters}['flow_token']`, 200);
  if (flow.mode !== undefined) oneOf(flow.mode, `${parameters}['mode']`, ['draft', 'published']);
  const does =
    flow.flow_action === undefined
      ? 'navigate'
      : oneOf(flow.flow_action, `${parameters}['flow_action']`, ['navigate', 'data_exchange']);
  if (flow.flow_action_payload === undefined) return;
  if (does !== 'navigate')
    throw badParameter("flow_action_payload is allowed with flow_action 'navigate' only.");
  const payload = object(flow.flow_action_payload, `${parameters}['flow_action_payload']`, [
    'screen',
    'data',
  ]);
  text(payload.screen, `${parameters}['flow_action_payload']['screen']`, 200);
  if (payload.data === undefined) return;
  const data = object(payload.data, `${parameters}['flow_action_payload']['data']`);
  if (Object.keys(data).length === 0)
    throw badValue(`${parameters}['flow_action_payload']['data'] must not be empty.`);
};

export const checkVoiceCall = (interactive: Fields, known: Known) => {
  const fields = checkParts(interactive, { body: 1024, headers: ['text'] }, known, ['name', 'parameters']);
  oneOf(fields.name, `${action}['name']`, ['voice_call']);
  if (fields.parameters === undefined) return;
  const call = object(fields.parameters, parameters, ['display_text', 'ttl_minutes', 'payload']);
  optionalText(call.display_text, `${parameters}['display_text']`, 20);
  if (call.ttl_minutes !== undefined) number(call.ttl_minutes, `${parameters}['ttl_minutes']`, 1, 43_200);
  optionalText(call.payload, `${parameters}['payload']`, 512);
};
