import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  createClock,
  createListener,
  createSandbox,
  defaultNumber,
  type Sandbox,
  type SandboxClock,
} from '@centralita/sandbox';
import type { Settings } from './settings/index.ts';

/** The emulated platform beside the hub, with secrets that live as long as the process. */
export interface Demo {
  readonly clock: SandboxClock;
  readonly settings: Pick<Settings, 'endpoints' | 'accounts'>;
  /** Starts the platform once the hub's address is known. */
  start(url: string): { readonly sandbox: Sandbox; readonly listener: ReturnType<typeof createListener> };
}

export const demoEndpoint = 'sandbox';

export const createDemo = (dataFolder: string): Demo => {
  const clock = createClock();
  const secret = (): string => randomBytes(24).toString('hex');
  const [appSecret, verifyToken, accessToken] = [secret(), secret(), secret()];
  return {
    clock,
    settings: {
      endpoints: [{ id: demoEndpoint, provider: 'meta', appSecrets: [appSecret], verifyToken }],
      accounts: [
        {
          endpoint: demoEndpoint,
          provider: 'meta',
          phoneNumberId: defaultNumber.phoneNumberId,
          wabaId: defaultNumber.wabaId,
          accessToken,
          name: defaultNumber.verifiedName,
          displayPhone: defaultNumber.displayPhone,
          coexistence: false,
          reactionOpensWindow: false,
          autoMarkRead: false,
        },
      ],
    },
    start: (url) => {
      const sandbox = createSandbox({
        clock,
        webhookUrl: `${url}/webhooks/meta/${demoEndpoint}`,
        appSecret,
        verifyToken,
        accessToken,
        file: join(dataFolder, 'sandbox.db'),
      });
      return { sandbox, listener: createListener(sandbox) };
    },
  };
};
