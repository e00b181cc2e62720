import type { Template } from '../state.ts';
import type { JsonObject } from '../types.ts';
import type { WebhookRecord } from '../webhooks/record.ts';
import type { World } from '../world.ts';

const hourMs = 3_600_000;

/** What a reviewer can say, and which status the template has then. FLAGGED warns and changes nothing. */
export const templateEvents: Readonly<Record<string, string | undefined>> = {
  APPROVED: 'APPROVED',
  REJECTED: 'REJECTED',
  PAUSED: 'PAUSED',
  DISABLED: 'DISABLED',
  PENDING: 'PENDING',
  FLAGGED: undefined,
  REINSTATED: 'APPROVED',
  IN_APPEAL: 'IN_APPEAL',
  LIMIT_EXCEEDED: 'LIMIT_EXCEEDED',
  LOCKED: 'LOCKED',
  ARCHIVED: 'ARCHIVED',
};

const named = ({ id, name, language }: Template) => ({
  message_template_id: Number(id),
  message_template_name: name,
  message_template_language: language,
});

const emit = (world: World, template: Template, field: string, value: JsonObject): WebhookRecord[] =>
  world.dispatcher.emit({
    field,
    wabaId: template.wabaId,
    time: Math.floor(world.clock.now() / 1000),
    value,
  });

const told = (world: World, { id, name, language, status }: Template) =>
  world.bus.publish({ type: 'template', id, name, language, status });

/** Changes the status and tells so. The third pause disables, as on the platform; the others end by themselves. */
export const setTemplateStatus = (
  world: World,
  template: Template,
  event: string,
  reason = event === 'REJECTED' ? 'INCORRECT_CATEGORY' : 'NONE',
): WebhookRecord[] => {
  if (event === 'PAUSED') return pause(world, template);
  const edited = event === 'APPROVED' && template.status === 'PENDING' && (template.edits?.length ?? 0) > 0;
  template.status = templateEvents[event] ?? template.status;
  template.rejectedReason = event === 'REJECTED' ? reason : undefined;
  template.pausedUntil = undefined;
  const more: JsonObject =
    event === 'REJECTED'
      ? {
          rejection_info: {
            reason: 'The template was refused in review.',
            recommendation: 'Change the content or the category and submit it again.',
          },
        }
      : event === 'DISABLED'
        ? { disable_info: { disable_date: Math.floor(world.clock.now() / 1000) } }
        : {};
  const records = tell(world, template, event, reason, more);
  return edited ? [...records, ...tellComponents(world, template)] : records;
};

const tell = (world: World, template: Template, event: string, reason: string, more: JsonObject) => {
  world.state.saveTemplate(template);
  told(world, template);
  return emit(world, template, 'message_template_status_update', {
    event,
    ...named(template),
    message_template_category: template.category,
    reason,
    ...more,
  });
};

/** For three hours, then for six; then it is over. */
const pause = (world: World, template: Template): WebhookRecord[] => {
  template.pauses = (template.pauses ?? 0) + 1;
  const hours = template.pauses === 1 ? 3 : 6;
  if (template.pauses > 2) {
    template.status = 'DISABLED';
    return tell(world, template, 'DISABLED', 'NONE', {
      other_info: { title: 'DISABLED', description: 'The template was paused twice before.' },
      disable_info: { disable_date: Math.floor(world.clock.now() / 1000) },
    });
  }
  template.status = 'PAUSED';
  template.pausedUntil = world.clock.now() + hours * hourMs;
  endPauseLater(world, template);
  return tell(world, template, 'PAUSED', 'NONE', {
    other_info: {
      title: template.pauses === 1 ? 'FIRST_PAUSE' : 'SECOND_PAUSE',
      description: `The template is paused for ${hours} hours for low quality.`,
    },
  });
};

/** Also called after a restart. */
export const endPauseLater = (world: World, { id, pausedUntil }: Template): void => {
  if (pausedUntil === undefined) return;
  world.alarms.at(pausedUntil, () => {
    const template = world.state.templates.get(id);
    if (template?.status === 'PAUSED' && template.pausedUntil === pausedUntil) unpause(world, template);
  });
};

export const unpause = (world: World, template: Template): WebhookRecord[] => {
  template.status = 'APPROVED';
  template.pausedUntil = undefined;
  return tell(world, template, 'APPROVED', 'NONE', {
    other_info: { title: 'UNPAUSED', description: 'The template can be sent again.' },
  });
};

export const setTemplateQuality = (
  world: World,
  template: Template,
  score: Template['quality'],
): WebhookRecord[] => {
  const previous = template.quality;
  template.quality = score;
  world.state.saveTemplate(template);
  told(world, template);
  return emit(world, template, 'message_template_quality_update', {
    previous_quality_score: previous,
    new_quality_score: score,
    ...named(template),
  });
};

/** With `later` only the warning that it will be so. */
export const setTemplateCategory = (
  world: World,
  template: Template,
  category: string,
  later: boolean,
): WebhookRecord[] => {
  const previous = template.category;
  if (!later) template.category = category;
  world.state.saveTemplate(template);
  told(world, template);
  return emit(world, template, 'template_category_update', {
    ...named(template),
    ...(later
      ? { new_category: previous, correct_category: category }
      : { previous_category: previous, new_category: category }),
  });
};

/** Reviews it after the time that the settings give, or leaves it to whoever plays the reviewer. */
export const reviewLater = (world: World, { id }: Template): void => {
  const { templateReviewMs } = world.settings;
  if (templateReviewMs < 0) return;
  world.timers.later(templateReviewMs, () => {
    const template = world.state.templates.get(id);
    if (template?.status !== 'PENDING') return;
    setTemplateStatus(world, template, world.settings.templateReview);
  });
};

/** What an approved edit changed. */
const tellComponents = (world: World, template: Template): WebhookRecord[] => {
  const part = (type: string) =>
    template.components.find((component) => String(component.type).toUpperCase() === type);
  const buttons = (part('BUTTONS')?.buttons ?? []) as JsonObject[];
  return emit(world, template, 'message_template_components_update', {
    ...named(template),
    ...(part('HEADER')?.text !== undefined && { message_template_title: part('HEADER')?.text }),
    message_template_element: part('BODY')?.text ?? '',
    ...(part('FOOTER') && { message_template_footer: part('FOOTER')?.text }),
    ...(buttons.length > 0 && {
      message_template_buttons: buttons.map((button) => ({
        message_template_button_type: button.type,
        message_template_button_text: button.text,
        ...(button.url !== undefined && { message_template_button_url: button.url }),
        ...(button.phone_number !== undefined && {
          message_template_button_phone_number: button.phone_number,
        }),
      })),
    }),
  } as JsonObject);
};
