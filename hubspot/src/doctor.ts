import { type ExtensionHealth, healthLine } from '@centralita/core/consumer';
import { isHubSpotError } from './api/errors.ts';
import { systemTimers } from './api/timers.ts';
import { portalOf } from './extension.ts';
import { neededProperties } from './readiness.ts';
import type { HubSpotSettings } from './settings.ts';
import { planSetup } from './setup/setup.ts';

type Line = ExtensionHealth['lines'][number];

/** Token, scopes and properties, asked of HubSpot without a running hub. Writes nothing and throws nothing. */
export const checkHubSpot = async (settings: HubSpotSettings): Promise<readonly Line[]> => {
  try {
    const plan = await planSetup(portalOf(settings, systemTimers(Date.now)), neededProperties(settings));
    const missing = [
      ...(plan.group === 'missing' ? ['our group'] : []),
      ...plan.create.map(({ name }) => name),
      ...plan.extend.map(({ name, values }) => `${values.join(', ')} in ${name}`),
    ];
    return [
      { name: 'token', ok: true, detail: 'accepted' },
      missing.length === 0
        ? { name: 'properties', ok: true, detail: `${plan.there.length} of ours are there` }
        : {
            name: 'properties',
            ok: false,
            detail: `missing: ${missing.join(', ')}`,
            nextStep: 'Run centralita hubspot setup.',
          },
      ...plan.problems.map(
        ({ property, wrong, fix }): Line =>
          healthLine({ name: property, ok: false, detail: wrong, nextStep: fix }),
      ),
    ];
  } catch (error) {
    const { message, nextStep } = isHubSpotError(error)
      ? { message: error.detail ?? error.message, nextStep: error.nextStep }
      : {
          message: error instanceof Error ? error.message : String(error),
          nextStep: 'See whether this machine reaches HubSpot.',
        };
    return [{ name: 'HubSpot', ok: false, detail: message, nextStep }];
  }
};
