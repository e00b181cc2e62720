import {
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type IWebhookFunctions,
  type IWebhookResponseData,
  WAIT_INDEFINITELY,
} from 'n8n-workflow';
import type { OutboundContent } from '../../../core/src/model/content.ts';
import { refuse } from '../../shared/faults.ts';
import { tapId } from '../../shared/tap.ts';
import { parseTemplateName } from '../template-fields.ts';
import { answerPagePolicy, confirmPage, donePage } from './answer-page.ts';
import { type Answer, answerFor, answersOf } from './answers.ts';
import { wordsOf } from './contacts.ts';
import { reader } from './content.ts';
import { sendMessage } from './send.ts';

interface WaitOptions {
  readonly header?: string;
  readonly footer?: string;
  readonly includeLink?: boolean;
  readonly approvers?: string;
  readonly template?: string;
  readonly templateVariables?: string;
}

const seconds: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const mostButtons = 3;

/** Sends the question with native buttons and lets the execution wait for the tap. */
export const sendAndWait = async (node: IExecuteFunctions): Promise<INodeExecutionData[]> => {
  const read = reader(node, 0);
  const answers = answersOf(read);
  if (answers.length === 0)
    throw refuse('content_invalid', 'there is nothing to choose', 'Add one to ten choices.');
  const choices = answers.map((answer) => ({ answer, url: node.getSignedResumeUrl({ ...answer.query }) }));
  await sendMessage(node, 0, { to: String(read('to') ?? ''), content: question(read, choices) });
  const items = node.getInputData();
  markUnanswered(node, items);
  await node.putExecutionToWait(until(read) ?? WAIT_INDEFINITELY);
  return items;
};

type Read = ReturnType<typeof reader>;
type Choice = { readonly answer: Answer; readonly url: string };

const until = (read: Read): Date | undefined => {
  if (!read('limitWait', false)) return undefined;
  const each = seconds[read<string>('waitUnit', 'hours')] ?? 3600;
  return new Date(Date.now() + Number(read('waitAmount', 1)) * each * 1000);
};

const question = (read: Read, choices: readonly Choice[]): OutboundContent => {
  const options = read<WaitOptions>('options', {});
  if (options.template) return templateQuestion(options, choices);
  const links = options.includeLink
    ? `\n\n${choices.map(({ answer, url }) => `${answer.title}: ${url}`).join('\n')}`
    : '';
  const parts = {
    body: String(read('message') ?? '') + links,
    ...(options.header ? { header: { type: 'text' as const, text: options.header } } : {}),
    ...(options.footer ? { footer: options.footer } : {}),
  };
  const rows = choices.map(({ answer, url }) => ({ id: tapId(url), title: answer.title }));
  return rows.length <= mostButtons
    ? { kind: 'buttons', buttons: rows, ...parts }
    : { kind: 'list', button: 'Options', sections: [{ rows }], ...parts };
};

const templateQuestion = (
  { template, templateVariables }: WaitOptions,
  choices: readonly Choice[],
): OutboundContent => {
  const values = String(templateVariables ?? '')
    .split('\n')
    .filter((line) => line !== '');
  return {
    kind: 'template',
    ...parseTemplateName(template),
    ...(values.length > 0 ? { body: values.map((text) => ({ type: 'text' as const, text })) } : {}),
    buttons: choices.map(({ url }, index) => ({ type: 'quick_reply', index, payload: tapId(url) })),
  };
};

/**
 * When the time runs out n8n goes on with what came in. Only the copy that waits says that nobody answered: the
 * items themselves are those of the node before.
 */
const markUnanswered = (node: IExecuteFunctions, items: readonly INodeExecutionData[]): void => {
  const { data } = node.getExecuteData();
  data.main = [
    items.map((item, index) => ({
      ...item,
      json: { ...item.json, data: { ...(item.json.data as IDataObject | undefined), answered: false } },
      pairedItem: { item: index },
    })),
  ];
};

/** A tap handed over by the trigger, or the page behind a link. */
export const receiveAnswer = async (node: IWebhookFunctions): Promise<IWebhookResponseData> => {
  const read = (name: string, fallback?: unknown) => node.getNodeParameter(name, fallback as object);
  const answers = answersOf(read);
  const found = answerFor(answers, node.getQueryData() as IDataObject);
  const response = node.getResponseObject();
  response.setHeader('Content-Security-Policy', answerPagePolicy);
  const show = (status: number, html: string): IWebhookResponseData => {
    response.status(status).type('html').send(html);
    return { noWebhookResponse: true };
  };
  if (!found) return show(404, donePage('This choice is no longer offered.'));
  const { answer, index } = found;
  if (node.getRequestObject().method === 'GET')
    return show(200, confirmPage(String(read('message', '') ?? ''), answer.title));

  const options = read('options', {}) as WaitOptions;
  const { responder } = node.getBodyData() as { responder?: IDataObject };
  // A link can be passed on, and its form filled in by anybody.
  const known = options.includeLink ? undefined : responder;
  const approvers = wordsOf(options.approvers).map(plain);
  if (approvers.length > 0 && !isAmong(approvers, known))
    return show(403, donePage('This answer was asked of somebody else.'));

  const data: IDataObject = {
    answered: true,
    answer: answer.title,
    ...(answer.approved === undefined ? { choice: index } : { approved: answer.approved }),
    ...(known ? { responder: known } : {}),
    respondedAt: new Date().toISOString(),
  };
  const items = [{ json: { data } }];
  const each = read('waitOutputs', 'one') === 'each';
  const outputs = [[], ...answers.map((_, at) => (at === index ? items : []))];
  return {
    webhookResponse: donePage('Thank you, your answer has arrived.'),
    workflowData: each ? outputs : [items],
  };
};

const plain = (identity: string): string =>
  /^\+?[\d\s().-]+$/.test(identity) ? identity.replace(/\D/g, '') : identity;

const isAmong = (approvers: readonly string[], responder: IDataObject | undefined): boolean =>
  [responder?.waId, responder?.phone, responder?.userId].some(
    (identity) => typeof identity === 'string' && approvers.includes(plain(identity)),
  );
