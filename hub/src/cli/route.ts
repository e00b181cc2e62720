import { createReadStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { compile, type RouteDecision, type RouteInput, sayTarget } from '@centralita/core/routing';
import { anySecret, parseSettings } from '../settings/index.ts';
import type { RunCommand } from './command.ts';
import { readAll, splitDocuments } from './documents.ts';
import { reasonOf } from './file-error.ts';
import { routeInputsOf } from './route-input.ts';
import { wrap } from './wrap.ts';

/** Which rule takes a message, why, and why the ones before it do not. */
export const run: RunCommand = async (positionals, values, terminal) => {
  const { config, event, json } = values;
  if (positionals.length > 0 || typeof event !== 'string') {
    terminal.err(
      'Name the file of the event, or - for standard input.\n\nUsage: centralita route --event FILE [--config FILE] [--json]\n',
    );
    return 2;
  }
  const configFile =
    typeof config === 'string' ? config : (terminal.env.CENTRALITA_CONFIG ?? 'centralita.yaml');
  const read = await readBoth(configFile, event);
  if ('wrong' in read) {
    terminal.err(`${read.wrong}\n`);
    return 2;
  }
  const settings = parseSettings(read.text, basename(configFile), anySecret);
  for (const warning of settings.warnings) terminal.err(`${warning}\n`);

  const name = event === '-' ? 'standard input' : event;
  const { documents, problems } = splitDocuments(read.bytes);
  for (const problem of problems) {
    terminal.err(`${name}${problem.line ? `:${problem.line}` : ''} is not JSON: ${problem.message}\n`);
  }
  if (problems.length > 0) return 1;
  const inputs = documents.map((document) => routeInputsOf(document, Date.now()));
  if (inputs.some((each) => each === undefined)) {
    terminal.err(
      `${name} is no event, no webhook and no message.\nGive what "centralita parse" prints, the body of a webhook, or {"text":"…"}.\n`,
    );
    return 1;
  }
  const rules = compile(settings.routing);
  const decided = inputs
    .flat()
    .map((input) => [input as RouteInput, rules.decide(input as RouteInput)] as const);
  if (decided.length === 0) {
    terminal.err(`${name} holds no message of a customer: there is nothing to route.\n`);
    return 1;
  }
  for (const [index, [input, decision]] of decided.entries()) {
    if (json === true) terminal.out(`${JSON.stringify(decision)}\n`);
    else
      terminal.out(
        `${index > 0 ? '\n' : ''}${explainDecision(input, decision, settings.routing.rules.length)}`,
      );
  }
  return 0;
};

const readBoth = async (
  configFile: string,
  event: string,
): Promise<{ readonly text: string; readonly bytes: Uint8Array } | { readonly wrong: string }> => {
  let text: string;
  try {
    text = readFileSync(configFile, 'utf8');
  } catch (error) {
    return { wrong: `${configFile} cannot be read: ${reasonOf(error)}. Name another with --config.` };
  }
  try {
    return { text, bytes: await readAll(event === '-' ? process.stdin : createReadStream(event)) };
  } catch (error) {
    return { wrong: `${event} cannot be read: ${reasonOf(error)}.` };
  }
};

const explainDecision = (input: RouteInput, decision: RouteDecision, rules: number): string => {
  const { rule, explanation, target, priority, tags, assign } = decision;
  const before = explanation.steps.filter((step) => !step.fits);
  const also = [
    assign && `given to: ${assign}`,
    priority !== 0 && `priority ${priority}`,
    tags.length > 0 && `tags ${tags.join(', ')}`,
  ].filter(Boolean);
  const lines = [
    wrap(messageLine(input), '  '),
    '',
    wrap(`Goes to ${sayTarget(target).en}. ${explanation.summary.en}`, '  '),
    ...(also.length > 0 ? [wrap(`Also: ${also.join('; ')}.`, '  ')] : []),
    ...(before.length > 0
      ? [
          '',
          rule ? 'The rules before it do not fit:' : 'No rule fits:',
          ...before.map(({ rule: id, because }) => `  ${wrap(`${id}: ${because.en}`, '    ', 78)}`),
        ]
      : []),
    ...(rule && explanation.steps.length < rules
      ? [
          '',
          wrap(
            `${rules - explanation.steps.length} more after it were not asked: the first that fits decides.`,
          ),
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
};

const messageLine = ({ text, reply, kind, contact, now }: RouteInput): string => {
  const short = text && text.length > 200 ? `${text.slice(0, 199)}…` : text;
  const about = [
    kind,
    reply && `option ${reply}`,
    contact?.phone && `from ${contact.phone}`,
    new Date(now).toISOString().replace('T', ' ').slice(0, 16),
  ].filter(Boolean);
  return `Message: ${short ? `"${short}" ` : ''}(${about.join(', ')})`;
};
