import type { Fields } from '../guards.ts';
import { parts } from './interactive.ts';
import { jsonObject } from './json.ts';
import { fields, none, oneOf, type Problems, problem, text } from './rules.ts';

function which(content: Fields): Problems {
  const { flowId, flowName } = content;
  if (flowId !== undefined && flowName !== undefined) {
    return [problem('flowName', 'Give either flowId or flowName, not both.')];
  }
  if (flowId === undefined && flowName === undefined) {
    return [problem('flowId', 'Give flowId or flowName: it says which form to send.')];
  }
  return flowId === undefined ? text(flowName, 'flowName') : text(flowId, 'flowId');
}

function payload(content: Fields): Problems {
  if (content.payload === undefined) return none;
  if (content.action === 'data_exchange') {
    return [problem('payload', 'payload goes only with action navigate. Leave it out.')];
  }
  return fields(content.payload, 'payload', (of) => [
    ...text(of.screen, 'payload.screen'),
    ...jsonObject(of.data, 'payload.data', { optional: true, filled: true }),
  ]);
}

export const flow = (content: Fields): Problems => [
  ...parts(content),
  ...which(content),
  ...text(content.cta, 'cta', { max: 30 }),
  ...text(content.token, 'token', { optional: true }),
  ...oneOf(content.mode, 'mode', ['draft', 'published'], { optional: true }),
  ...oneOf(content.action, 'action', ['navigate', 'data_exchange'], { optional: true }),
  ...payload(content),
];
