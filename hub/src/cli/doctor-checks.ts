import type { Check } from '@centralita/core/channels';
import type { Settings } from '../settings/index.ts';

/** A part that `centralita doctor` looks at, under a heading of its own. */
export interface DoctorCheck {
  readonly heading: string;
  /** Undefined: the settings do not want this part. Throws nothing. */
  look(settings: Settings): Promise<readonly Check[] | undefined>;
}

/** What is asked of the other sides while no hub runs; a running one says it among its health lines. */
export const doctorChecks: readonly DoctorCheck[] = [
  {
    heading: 'Slack',
    look: async ({ slack }) => slack && (await import('@centralita/slack-app')).checkSlack(slack),
  },
  {
    heading: 'HubSpot',
    look: async ({ hubspot }) => hubspot && (await import('@centralita/hubspot')).checkHubSpot(hubspot),
  },
];
