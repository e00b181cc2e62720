import type { Settings } from '../settings/index.ts';
import type { CreateExtension } from './extensions.ts';

/** The extensions the settings want. Their libraries are read only then: a hub without Slack does without them. */
export const loadExtensions = async ({
  slack,
  hubspot,
}: Settings): Promise<Record<string, CreateExtension>> => {
  const create: Record<string, CreateExtension> = {};
  if (slack) {
    const { createSlackApp } = await import('@centralita/slack-app');
    create.slack = (context) => createSlackApp(context, slack);
  }
  if (hubspot) {
    const { createHubSpot } = await import('@centralita/hubspot');
    create.hubspot = (context) => createHubSpot(context, hubspot);
  }
  return create;
};
