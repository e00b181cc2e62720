import { inEnglish, type Said, saidWith } from '@centralita/core/consumer';
import { type CodeText, codes } from '@centralita/core/model';
import { type HubSpotError, isHubSpotError } from './api/errors.ts';
import type { Portal } from './api/portal.ts';
import type { Timers } from './api/timers.ts';
import type { HubSpotSettings } from './settings.ts';
import { planSetup, type SetupPlan } from './setup/setup.ts';

/** What is wrong, and what to do about it. */
interface Fault {
  readonly detail: Said;
  readonly nextStep: CodeText;
}

/** Whether the portal can be written to at all: token, scopes, our properties. */
export interface Readiness {
  /** Why nothing can be written now; undefined when it can. Asked often, looked at rarely. */
  wait(): Promise<Said | undefined>;
  /** A call was refused for what is no record's fault. */
  note(error: HubSpotError): void;
  state(): { readonly ok: boolean; readonly detail: Said; readonly nextStep?: CodeText };
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
  let fault: Fault | undefined = {
    detail: { en: 'not looked at yet', es: 'aún no se ha mirado' },
    nextStep: { en: 'Nothing to do.', es: 'Nada que hacer.' },
  };
  let checking: Promise<void> | undefined;
  let lacking: (Fault & { readonly at: number }) | undefined;

  const check = async (): Promise<void> => {
    checkedAt = timers.now();
    try {
      fault = faultOf(await planSetup(portal, neededProperties(settings)));
      const before = ready;
      ready = fault === undefined;
      if (ready && !before) mended();
    } catch (error) {
      if (!isHubSpotError(error)) throw error;
      fault = faultBy(error);
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
      return ready ? undefined : (fault?.detail ?? notSetUp);
    },
    note: (error) => {
      if (!isHubSpotError(error, 'token', 'scope')) return;
      const said = faultBy(error);
      if (error.kind === 'scope' && !/contacts/.test(inEnglish(said.detail))) {
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
          ? { ok: true, detail: inOrder }
          : { ok: false, detail: fault?.detail ?? '', ...(fault ? { nextStep: fault.nextStep } : {}) },
  };
};

const notSetUp: CodeText = { en: 'HubSpot is not set up', es: 'HubSpot no está preparado' };
const inOrder: CodeText = {
  en: 'token, scopes and properties are in order',
  es: 'el token, los permisos y las propiedades están en orden',
};

const faultBy = ({ said, code }: HubSpotError): Fault => ({ detail: said, nextStep: codes[code].nextStep });

/** Only what keeps records from being linked stands in the way of all; a mapped field stands in its own way. */
const faultOf = ({ group, create, problems }: SetupPlan): Fault | undefined => {
  const missing = create.map(({ name }) => name).join(', ');
  if (missing !== '' || group === 'missing')
    return {
      detail: {
        en: `HubSpot lacks ${missing || 'our group of properties'}`,
        es: `A HubSpot le falta ${missing || 'nuestro grupo de propiedades'}`,
      },
      nextStep: { en: 'Run centralita hubspot setup.', es: 'Ejecute centralita hubspot setup.' },
    };
  const own = problems.find(({ property }) => property.startsWith('wa_'));
  if (!own) return undefined;
  const { property, wrong, fix } = own;
  const tell = (what: string): string => `${property} ${what}`;
  return { detail: saidWith([wrong], { en: tell, es: tell }), nextStep: fix };
};
