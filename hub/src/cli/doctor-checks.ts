import type { Check } from '@centralita/core/channels';
import type { Environment } from '../config.ts';
import type { Settings } from '../settings/index.ts';

export interface DoctorContext {
  readonly settings: Settings;
  readonly env: Environment;
  readonly fetch: typeof fetch;
}

/** A part that `centralita doctor` looks at, under a heading of its own. No lines: the settings do not want it. */
export interface DoctorCheck {
  readonly heading: string;
  look(context: DoctorContext): Promise<readonly Check[]>;
}

/** What other parts of the hub add; each looks for itself and never throws. */
export const doctorChecks: readonly DoctorCheck[] = [];
