import type { Template } from '../state.ts';
import { checkComponents, checkDefinition } from '../templates/definition.ts';
import { findTemplate, templateView } from '../templates/store.ts';
import type { JsonObject } from '../types.ts';
import type { World } from '../world.ts';
import { parametersOf } from './body.ts';
import type { GraphHandler, GraphRequest } from './context.ts';
import { badParameter, GraphError, noObject } from './error.ts';
import { page, pick } from './pages.ts';

const dayMs = 86_400_000;

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
  return Response.json({ data: data.map((template) => pick(templateView(template), url)), ...rest });
};

export const createTemplate: GraphHandler = async ({ world, id, request }) => {
  const body = await parametersOf(request);
  const definition = checkDefinition(body);
  const taken = findTemplate(world.state, id, definition.name, definition.language);
  if (taken)
    throw new GraphError(100, undefined, {
      subcode: 2388024,
      message: 'Invalid parameter',
      userTitle: 'Content in this language already exists',
      userMessage: `There is already ${definition.language} content for ${definition.name}.`,
    });
  const template: Template = {
    ...definition,
    id: world.ids.digits(16),
    wabaId: id,
    components: asListed(definition.components),
    status: 'PENDING',
    quality: 'UNKNOWN',
    ttlSeconds: body.message_send_ttl_seconds as number | undefined,
    createdAt: world.clock.now(),
  };
  world.state.saveTemplate(template);
  changed(world);
  reviewLater(world, template);
  world.journal.flush();
  return Response.json({ id: template.id, status: template.status, category: template.category });
};

export const getTemplate: GraphHandler = (call) =>
  Response.json(pick(templateView(templateOf(call)), call.url));

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
  if (template.status === 'APPROVED' && template.editedAt !== undefined && now - template.editedAt < dayMs)
    throw badParameter('An approved template can be edited once in 24 hours.');
  if (
    body.category !== undefined &&
    template.status === 'APPROVED' &&
    String(body.category).toUpperCase() !== template.category
  )
    throw badParameter('The category of an approved template cannot be changed.');
  template.components = asListed(
    checkComponents(body.components, template.category, template.parameter_format),
  );
  template.editedAt = now;
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
    throw new GraphError(100, undefined, {
      subcode: 2593002,
      message: 'Invalid parameter',
      transient: false,
      userTitle: 'Message Template Not Found',
      userMessage: `The message template ${name} wasn't found for this account.`,
    });
  for (const template of gone) world.state.removeTemplate(template.id);
  changed(world);
  world.journal.flush();
  return Response.json({ success: true });
};

export const unpauseTemplate: GraphHandler = (call) => {
  const template = templateOf(call);
  if (template.status !== 'PAUSED') throw badParameter('The template is not paused.');
  setTemplateStatus(call.world, template, 'APPROVED');
  return Response.json({ success: true });
};

const reviewLater = (world: World, template: Template) => {
  const { templateReviewMs } = world.settings;
  if (templateReviewMs < 0) return;
  world.timers.later(templateReviewMs, () => {
    const current = world.state.templates.get(template.id);
    if (current?.status === 'PENDING') setTemplateStatus(world, current, 'APPROVED');
  });
};

/** Changes the status and tells so, as the platform does after a review. */
export const setTemplateStatus = (world: World, template: Template, event: string, reason = 'NONE') => {
  template.status = event;
  template.rejectedReason = event === 'REJECTED' ? reason : undefined;
  world.state.saveTemplate(template);
  const { id, name, language } = template;
  world.bus.publish({ type: 'template', id, name, language, status: event });
  return world.dispatcher.emit({
    field: 'message_template_status_update',
    wabaId: template.wabaId,
    time: Math.floor(world.clock.now() / 1000),
    value: {
      event,
      message_template_id: Number(id),
      message_template_name: name,
      message_template_language: language,
      message_template_category: template.category,
      reason,
    },
  });
};

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
