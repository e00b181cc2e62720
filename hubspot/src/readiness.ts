import { describeCode } from '@centralita/core/model';
import { type HubSpotError, isHubSpotError } from './api/errors.ts';
import type { Portal } from './api/portal.ts';
import type { Timers } from './api/timers.ts';
import type { HubSpotSettings } from './settings.ts';
import { planSetup, type SetupPlan } from './setup/setup.ts';

/** Whether the portal can be written to at all: token, scopes, our properties. */
export interface Readiness {
  /** Why nothing can be written now; undefined when it can. Asked often, looked at rarely. */
  wait(): Promise<string | undefined>;
  /** A call was refused for what is no record's fault. */
  note(error: HubSpotError): void;
  state(): { readonly ok: boolean; readonly detail: string; readonly nextStep?: string };
}

export const againMs = 30_000;
/** How long a missing scope is shown after it was last missed. */
const lackingMs = 3_600_000;

export const neededProperties = ({ fields }: HubSpotSettings) =>
  fields.map(({ hubspot, direction }) => ({ name: hubspot, writes: direction !== 'from_hubspot' }));

export const createReadiness = (
  portal: Portal,
  settings: HubSpotSettings,
  timers: Timers,
  /** It can be written to, and could not before. */
  mended: () => void,
): Readiness => {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let ready = false;
  let fault: { detail: string; nextStep: string } | undefined = {
    detail: 'not looked at yet',
    nextStep: 'Nothing to do.',
  };
  let checking: Promise<void> | undefined;
  let lacking: { detail: string; nextStep: string; at: number } | undefined;

  const check = async (): Promise<void> => {
    checkedAt = timers.now();
    try {
      fault = faultOf(await planSetup(portal, neededProperties(settings)));
      const before = ready;
      ready = fault === undefined;
      if (ready && !before) mended();
    } catch (error) {
      if (!isHubSpotError(error)) throw error;
      fault = { detail: error.detail ?? error.message, nextStep: describeCode(error.code).nextStep };
      ready = false;
    }
  };

  return {
    wait: async () => {
      if (ready) return undefined;
      if (timers.now() - checkedAt >= againMs) {
        checking ??= check().finally(() => {
          checking = undefined;
        });
        await checking;
      } else if (checking) await checking;
      return ready ? undefined : (fault?.detail ?? 'HubSpot is not set up');
    },
    note: (error) => {
      if (!isHubSpotError(error, 'token', 'scope')) return;
      const said = { detail: error.detail ?? error.message, nextStep: describeCode(error.code).nextStep };
      if (error.kind === 'scope' && !/contacts/.test(said.detail)) {
        // One feature lacks a scope; contacts go on.
        lacking = { ...said, at: timers.now() };
        return;
      }
      ready = false;
      // Looked at again after a while, not with the next record.
      checkedAt = timers.now();
      fault = said;
    },
    state: () =>
      ready && lacking && timers.now() - lacking.at < lackingMs
        ? { ok: false, detail: lacking.detail, nextStep: lacking.nextStep }
        : ready
          ? { ok: true, detail: 'token, scopes and properties are in order' }
          : { ok: false, detail: fault?.detail ?? '', ...(fault ? { nextStep: fault.nextStep } : {}) },
  };
};

/** Only what keeps records from being linked stands in the way of all; a mapped field stands in its own way. */
const faultOf = ({
  group,
  create,
  problems,
}: SetupPlan): { detail: string; nextStep: string } | undefined => {
  const missing = create.map(({ name }) => name);
  if (missing.length > 0 || group === 'missing')
    return {
      detail: `HubSpot lacks ${missing.length > 0 ? missing.join(', ') : 'our group of properties'}`,
      nextStep: 'Run centralita hubspot setup.',
    };
  const own = problems.find(({ property }) => property.startsWith('wa_'));
  return own && { detail: `${own.property} ${own.wrong}`, nextStep: own.fix };
};
