import { openAccount } from '../../direct/account.ts';
import { settingsOf } from '../../direct/settings.ts';
import type { Definition, Red } from '../../red.ts';
import type { SourceNode } from '../../shared/bind.ts';
import { runtimeOf } from '../../shared/runtime.ts';

interface Properties {
  readonly phoneNumberId?: string;
  readonly wabaId?: string;
  readonly path?: string;
  readonly apiBaseUrl?: string;
  readonly apiVersion?: string;
}

/** A number spoken to without a hub. */
export const registerAccount = (red: Red): void => {
  red.nodes.registerType(
    'centralita-account',
    function (this: SourceNode & { settings?: Properties }, config: Definition<Properties>) {
      red.nodes.createNode(this, config);
      const settings = settingsOf({ ...config }, this.credentials as Record<string, unknown>);
      const account = openAccount(this.id, pathOf(config.path), settings, runtimeOf(red));
      this.source = account;
      this.settings = config;
      this.on('close', (_removed: boolean, done: () => void) => {
        account.close();
        done();
      });
    },
    {
      credentials: {
        accessToken: { type: 'password' },
        appSecret: { type: 'password' },
        verifyToken: { type: 'password' },
      },
    },
  );
};

export const pathOf = (path: string | undefined): string =>
  (path ?? '').replace(/^\/+|\/+$/g, '').trim() || 'whatsapp';
