import type { Ids } from '../ids.ts';
import { type State, type Template, templateKey } from '../state.ts';
import { samples } from './samples.ts';

/** The template of this name in this language, whatever its status. */
export const findTemplate = (
  state: State,
  wabaId: string,
  name: string,
  language: string,
): Template | undefined =>
  state.templates.get(state.templateIds.get(templateKey(wabaId, name, language)) ?? '');

/** Gives every account without templates the samples. */
export const seedTemplates = (state: State, wabaIds: string[], ids: Ids, now: number): void => {
  const having = new Set([...state.templates.values()].map(({ wabaId }) => wabaId));
  for (const wabaId of new Set(wabaIds)) {
    if (having.has(wabaId)) continue;
    for (const sample of samples)
      state.saveTemplate({
        id: ids.digits(16),
        wabaId,
        parameter_format: 'POSITIONAL',
        ...structuredClone(sample),
        status: 'APPROVED',
        quality: 'UNKNOWN',
        createdAt: now,
      });
  }
};

/** The template as the platform lists it. */
export const templateView = (template: Template) => ({
  name: template.name,
  parameter_format: template.parameter_format,
  components: template.components,
  language: template.language,
  status: template.status,
  category: template.category,
  quality_score: { score: template.quality, date: Math.floor(template.createdAt / 1000) },
  ...(template.rejectedReason && { rejected_reason: template.rejectedReason }),
  ...(template.ttlSeconds !== undefined && { message_send_ttl_seconds: template.ttlSeconds }),
  id: template.id,
});
