import type { ProviderEvent, TemplateChanged } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Change, ownId, rawOf, timeOf, unknown } from './change.ts';
import { type Draft, lowerOf, objectOf, put, textOf } from './read.ts';

type What = Draft<TemplateChanged['data']['change']>;
type Template = TemplateChanged['data']['template'];

/** `message_template_status_update`; once seen with the value of a quality update. */
export const templateStatus = (change: Change): ProviderEvent => {
  if (change.value.event === undefined && change.value.new_quality_score !== undefined)
    return templateQuality(change);
  return templateChanged(change, (value) => {
    const what: What = { kind: 'status' };
    put(what, 'to', lowerOf(value.event));
    const reason = textOf(value.reason);
    const why = objectOf(value.rejection_info)?.reason ?? objectOf(value.other_info)?.title;
    put(what, 'reason', reason === undefined || reason === 'NONE' ? textOf(why) : reason);
    return what.to === undefined ? undefined : what;
  });
};

export const templateQuality = (change: Change): ProviderEvent =>
  templateChanged(change, (value) => moved('quality', value.previous_quality_score, value.new_quality_score));

export const templateComponents = (change: Change): ProviderEvent =>
  templateChanged(change, (value) =>
    textOf(value.message_template_id) || textOf(value.message_template_name)
      ? { kind: 'components' }
      : undefined,
  );

/** With `correct_category` it warns of a later change; `new_category` is then the present one. */
export const templateCategory = (change: Change): ProviderEvent =>
  templateChanged(change, (value) =>
    value.correct_category === undefined
      ? moved('category', value.previous_category, value.new_category)
      : moved('category_detection', value.new_category, value.correct_category),
  );

/** Announced without a sample: read like the warning of `template_category_update`. */
export const templateDetection = (change: Change): ProviderEvent =>
  templateChanged(change, (value) =>
    moved(
      'category_detection',
      value.category ?? value.new_category ?? value.message_template_category,
      value.correct_category,
    ),
  );

const moved = (kind: What['kind'], from: JsonObject[string], to: JsonObject[string]): What | undefined => {
  const what: What = { kind };
  put(what, 'from', lowerOf(from));
  put(what, 'to', lowerOf(to));
  return what.to === undefined ? undefined : what;
};

const templateChanged = (change: Change, read: (value: JsonObject) => What | undefined): ProviderEvent => {
  const { value } = change;
  const raw = rawOf(change, value);
  const what = read(value);
  if (!what) return unknown(change, raw, 'bad_value');
  what.detail = value;
  const template: Draft<Template> = {};
  put(template, 'id', textOf(value.message_template_id));
  put(template, 'name', textOf(value.message_template_name));
  put(template, 'language', textOf(value.message_template_language));
  put(template, 'category', lowerOf(value.message_template_category));
  return {
    id: ownId(change, raw),
    type: 'template.changed',
    timestamp: timeOf(change, value.category_update_timestamp ?? value.timestamp),
    data: { provider: 'meta', account: change.account, raw, template, change: what },
  };
};
