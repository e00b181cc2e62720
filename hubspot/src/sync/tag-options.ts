import type { PropertyApi } from '../api/properties.ts';

/** Makes sure that the portal has an option for each tag; new ones are added. */
export interface TagOptions {
  ensure(tags: readonly string[]): Promise<void>;
}

export const createTagOptions = (properties: PropertyApi, name = 'wa_tags'): TagOptions => {
  const known = new Set<string>();
  let running: Promise<void> = Promise.resolve();

  const add = async (tags: readonly string[]): Promise<void> => {
    if (tags.every((tag) => known.has(tag))) return;
    const property = (await properties.list()).find((each) => each.name === name);
    const options = property?.options ?? [];
    for (const { value } of options) known.add(value);
    const missing = [...new Set(tags)].filter((tag) => tag !== '' && !known.has(tag));
    if (!property || missing.length === 0) return;
    await properties.setOptions(name, [
      ...options,
      ...missing.map((tag, index) => ({
        label: tag,
        value: tag,
        hidden: false,
        displayOrder: options.length + index,
      })),
    ]);
    for (const tag of missing) known.add(tag);
  };
  return {
    // One after the other: the list of options is written whole. A refusal shows when the tags are written.
    ensure: (tags) => {
      const run = running.then(() => add(tags)).catch(() => undefined);
      running = run;
      return run;
    },
  };
};
