import type { Template } from '../state.ts';
import { checkComponents, checkDefinition } from '../templates/definition.ts';
import { reviewLater, unpause } from '../templates/moderation.ts';
import { findTemplate, templateView } from '../templates/store.ts';
import type { JsonObject } from '../types.ts';
import type { Fields } from '../validate/check.ts';
import type { World } from '../world.ts';
import { parametersOf } from './body.ts';
import type { GraphHandler, GraphRequest } from './context.ts';
import { badParameter, GraphError, noObject } from './error.ts';
import { page, pick, withUsual } from './pages.ts';

const dayMs = 86_400_000;
const mostTemplates = 6000;
/** What is told without being asked for more. */
const usual = 'name,parameter_format,components,language,status,category,rejected_reason';

/** Counts changes, so that cursors from before one are stale. */
const versions = new WeakMap<World, number>();
const changed = (world: World) => versions.set(world, (versions.get(world) ?? 0) + 1);

export const listTemplates: GraphHandler = ({ world, id, url }) => {
  const [status, name, language, category] = ['status', 'name', 'language', 'category'].map((key) =>
    url.searchParams.get(key),
  );
  const items = [...world.state.templates.values()].filter(
    (template) =>
      template.wabaId === id &&
      (!status || template.status === status.toUpperCase()) &&
      (!name || template.name === name) &&
      (!language || template.language === language) &&
      (!category || template.category === category.toUpperCase()),
  );
  const { data, ...rest } = page(items, url, 'templates', versions.get(world) ?? 0);
  return Response.json({
    data: data.map((template) => pick(templateView(template), withUsual(url, usual))),
    ...rest,
  });
};

export const createTemplate: GraphHandler = async ({ world, id, request }) => {
  const template = addTemplate(world, id, await parametersOf(request), 'PENDING');
  reviewLater(world, template);
  return Response.json({ id: template.id, status: template.status, category: template.category });
};

/** Checks a definition and keeps it; throws what the platform refuses. */
export const addTemplate = (world: World, id: string, body: Fields, status: string): Template => {
  const definition = checkDefinition(body);
  const taken = findTemplate(world.state, id, definition.name, definition.language);
  if (taken)
    throw refusal(
      2388024,
      'Content in this language already exists',
      `There is already ${definition.language} content for ${definition.name}.`,
    );
  const blockedUntil = world.state.blockedNames.get(`${id} ${definition.name}`) ?? 0;
  if (blockedUntil > world.clock.now())
    throw refusal(
      2388023,
      'Message template language is being deleted',
      `New content for ${definition.name} can be added when 30 days have passed since its deletion; take another name.`,
    );
  if ([...world.state.templates.values()].filter(({ wabaId }) => wabaId === id).length >= mostTemplates)
    throw refusal(2388019, 'Limit of templates reached', 'The account has as many templates as it may have.');
  const template: Template = {
    ...definition,
    id: world.ids.digits(16),
    wabaId: id,
    components: asListed(definition.components),
    status,
    quality: 'UNKNOWN',
    ttlSeconds: body.message_send_ttl_seconds as number | undefined,
    createdAt: world.clock.now(),
  };
  world.state.saveTemplate(template);
  changed(world);
  world.journal.flush();
  return template;
};

export const getTemplate: GraphHandler = (call) =>
  Response.json(pick(templateView(templateOf(call)), withUsual(call.url, usual)));

const templateOf = ({ world, id, method }: GraphRequest): Template => {
  const template = world.state.templates.get(id);
  if (!template) throw noObject(id, method);
  return template;
};

export const editTemplate: GraphHandler = async (call) => {
  const { world, request } = call;
  const template = templateOf(call);
  const body = await parametersOf(request);
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status))
    throw badParameter(`A template that is ${template.status} cannot be edited.`);
  const now = world.clock.now();
  const recent = (template.edits ?? []).filter((at) => now - at < 30 * dayMs);
  if (template.status === 'APPROVED' && recent.some((at) => now - at < dayMs))
    throw badParameter('An approved template can be edited once in 24 hours.');
  if (template.status === 'APPROVED' && recent.length >= 10)
    throw badParameter('An approved template can be edited 10 times in 30 days.');
  if (
    body.category !== undefined &&
    template.status === 'APPROVED' &&
    String(body.category).toUpperCase() !== template.category
  )
    throw badParameter('The category of an approved template cannot be changed.');
  template.components = asListed(
    checkComponents(body.components, template.category, template.parameter_format),
  );
  template.edits = [...recent, ...(template.status === 'APPROVED' ? [now] : [])];
  template.status = 'PENDING';
  world.state.saveTemplate(template);
  changed(world);
  reviewLater(world, template);
  world.journal.flush();
  return Response.json({ success: true });
};

export const deleteTemplates: GraphHandler = ({ world, id, url }) => {
  const name = url.searchParams.get('name');
  const one = url.searchParams.get('hsm_id');
  if (!name) throw badParameter('The parameter name is required.');
  const gone = [...world.state.templates.values()].filter(
    (template) => template.wabaId === id && template.name === name && (!one || template.id === one),
  );
  if (gone.length === 0)
    throw refusal(
      2593002,
      'Message Template Not Found',
      `The message template ${name} wasn't found for this account.`,
    );
  for (const template of gone) world.state.removeTemplate(template.id);
  if (gone.some(({ status }) => status === 'APPROVED'))
    world.state.blockedNames.set(`${id} ${name}`, world.clock.now() + 30 * dayMs);
  changed(world);
  world.journal.flush();
  return Response.json({ success: true });
};

export const unpauseTemplate: GraphHandler = (call) => {
  const template = templateOf(call);
  if (template.status !== 'PAUSED') throw badParameter('The template is not paused.');
  unpause(call.world, template);
  return Response.json({ success: true });
};

const refusal = (subcode: number, userTitle: string, userMessage: string) =>
  new GraphError(100, undefined, {
    subcode,
    message: 'Invalid parameter',
    transient: false,
    userTitle,
    userMessage,
  });

/** Buttons with one-time codes come back as URL buttons. */
const asListed = (components: JsonObject[]): JsonObject[] =>
  components.map((component) => {
    if (String(component.type).toUpperCase() !== 'BUTTONS') return component;
    const buttons = (component.buttons as JsonObject[]).map((button) =>
      String(button.type).toUpperCase() === 'OTP'
        ? {
            type: 'URL',
            text: button.text ?? 'Copy code',
            url: `https://www.whatsapp.com/otp/code/?otp_type=${String(button.otp_type ?? 'COPY_CODE')}&code=otp{{1}}`,
          }
        : button,
    );
    return { ...component, buttons };
  });
