import type { HubSpotSettings } from '@centralita/hubspot/settings';
import type { SlackSettings } from '@centralita/slack-app';
import type { Environment } from '../config.ts';
import { hubspotOf } from './hubspot.ts';
import type { AccountSettings, EndpointSettings, SettingsProblem } from './index.ts';
import type { File } from './schema.ts';
import { slackOf } from './slack.ts';

interface Reference {
  readonly env: string;
}

/** Puts the secrets in from the environment, and says which are not there. */
export const resolveSecrets = (
  file: File,
  env: Environment,
): {
  readonly endpoints: readonly EndpointSettings[];
  readonly accounts: readonly AccountSettings[];
  readonly slack?: SlackSettings;
  readonly hubspot?: HubSpotSettings;
  readonly problems: readonly SettingsProblem[];
} => {
  const problems: SettingsProblem[] = [];
  const read = (reference: Reference, path: readonly PropertyKey[]): string => {
    const value = env[reference.env]?.trim();
    if (value) return value;
    problems.push({
      path: [...path, 'env'],
      wrong: `names ${reference.env}, and the environment has no such variable.`,
      fix: `Set ${reference.env} where the hub is started.`,
    });
    return '';
  };

  const endpoints = file.endpoints.map(({ appSecret, verifyToken, ...rest }, index): EndpointSettings => {
    const path = ['endpoints', index];
    const appSecrets = Array.isArray(appSecret)
      ? appSecret.map((each, place) => read(each, [...path, 'appSecret', place]))
      : [read(appSecret, [...path, 'appSecret'])];
    return {
      ...rest,
      appSecrets,
      ...(verifyToken ? { verifyToken: read(verifyToken, [...path, 'verifyToken']) } : {}),
    };
  });
  const accounts = file.accounts.map(({ accessToken, ...rest }, index): AccountSettings => {
    const provider = file.endpoints.find(({ id }) => id === rest.endpoint)?.provider ?? 'meta';
    return { ...rest, provider, accessToken: read(accessToken, ['accounts', index, 'accessToken']) };
  });
  const slack = file.slack && slackOf(file.slack, read);
  const hubspot = file.hubspot && hubspotOf(file.hubspot, read);
  return {
    endpoints,
    accounts,
    problems,
    ...(slack ? { slack } : {}),
    ...(hubspot ? { hubspot } : {}),
  };
};
