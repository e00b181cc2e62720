import type { Context, Hono } from 'hono';
import { GraphError } from '../graph/error.ts';
import { addTemplate } from '../graph/templates.ts';
import type { Template } from '../state.ts';
import {
  setTemplateCategory,
  setTemplateQuality,
  setTemplateStatus,
  templateEvents,
} from '../templates/moderation.ts';
import { templateView } from '../templates/store.ts';
import type { WebhookRecord } from '../webhooks/record.ts';
import type { World } from '../world.ts';
import { ControlProblem, jsonOf } from './error.ts';
import { webhookResult } from './result.ts';

const statuses = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED'];
const scores = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'];
const categories = ['MARKETING', 'UTILITY', 'AUTHENTICATION'];

/** Plays the reviewer of templates. */
export const templateRoutes = (app: Hono, world: World): void => {
  app.get('/sandbox/templates', (c) =>
    c.json({
      templates: [...world.state.templates.values()].map((template) => ({
        ...templateView(template),
        wabaId: template.wabaId,
        ...(template.pausedUntil !== undefined && {
          pausedUntil: new Date(template.pausedUntil).toISOString(),
        }),
      })),
    }),
  );

  app.post('/sandbox/templates', async (c) => {
    const { status = 'APPROVED', wabaId = world.numbers[0]?.wabaId, ...body } = await jsonOf(c.req.raw);
    try {
      const template = addTemplate(world, String(wabaId), body, among(status, 'status', statuses));
      return c.json({ id: template.id, status: template.status }, 201);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const { userTitle, userMessage } = error.extra;
      throw new ControlProblem(400, userTitle ?? error.message, userMessage ?? error.details);
    }
  });

  const judge = (
    edge: string,
    change: (template: Template, body: Record<string, unknown>) => WebhookRecord[],
  ) =>
    app.post(`/sandbox/templates/:id/${edge}`, async (c) => {
      const records = change(templateOf(world, c), await jsonOf(c.req.raw));
      world.journal.flush();
      return c.json(await webhookResult(world, records), 201);
    });

  judge('status', (template, { event, reason }) =>
    setTemplateStatus(
      world,
      template,
      among(event, 'event', Object.keys(templateEvents)),
      reason as string | undefined,
    ),
  );
  judge('quality', (template, { score }) =>
    setTemplateQuality(world, template, among(score, 'score', scores) as Template['quality']),
  );
  judge('category', (template, { category, later }) =>
    setTemplateCategory(world, template, among(category, 'category', categories), later === true),
  );
};

const among = (value: unknown, key: string, allowed: readonly string[]): string => {
  if (allowed.includes(String(value))) return String(value);
  throw new ControlProblem(400, `"${key}" is not known.`, `Take one of: ${allowed.join(', ')}.`);
};

/** By id, or by `name` and `language` separated by a colon. */
const templateOf = (world: World, c: Context): Template => {
  const id = c.req.param('id') ?? '';
  const [name, language] = id.split(':');
  const template =
    world.state.templates.get(id) ??
    [...world.state.templates.values()].find(
      (other) => other.name === name && (!language || other.language === language),
    );
  if (template) return template;
  throw new ControlProblem(404, `There is no template ${id}.`, 'GET /sandbox/templates lists them.');
};
