import { CentralitaError } from '@centralita/core/model';

export interface HubSettings {
  readonly url: string;
  readonly key: string;
  /** `pull`: this Node-RED asks; `push`: the hub calls; `none`: only sends. */
  readonly delivery: 'pull' | 'push' | 'none';
  /** Push: the last part of the address. */
  readonly path: string;
  /** Push: how the hub reaches this Node-RED, without the path. */
  readonly publicUrl: string;
}

export const hubSettingsOf = (
  typed: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, unknown>> = {},
): HubSettings => {
  const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
  const delivery = text(typed.delivery);
  return {
    url: text(typed.url),
    key: text(secrets.key),
    delivery: delivery === 'push' || delivery === 'none' ? delivery : 'pull',
    path: text(typed.path) || 'hub',
    publicUrl: text(typed.publicUrl).replace(/\/+$/, ''),
  };
};

/** Where the hub posts events. */
export const callbackOf = (settings: HubSettings, httpNodeRoot: unknown, mountPoint: string): string => {
  if (!/^https?:\/\//i.test(settings.publicUrl) || !URL.canParse(settings.publicUrl)) {
    throw new CentralitaError('config_invalid', 'the address of this Node-RED must begin with https://', {
      field: 'publicUrl',
    });
  }
  const root = typeof httpNodeRoot === 'string' ? httpNodeRoot.replace(/^\/*|\/+$/g, '') : '';
  return `${settings.publicUrl}${root ? `/${root}` : ''}${mountPoint}/${settings.path}`;
};
