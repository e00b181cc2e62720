import { openHub } from '../../hub/hub.ts';
import { hubSettingsOf } from '../../hub/settings.ts';
import type { Definition, Red } from '../../red.ts';
import type { SourceNode } from '../../shared/bind.ts';
import { failureOf } from '../../shared/failure.ts';
import { runtimeOf } from '../../shared/runtime.ts';

interface Properties {
  readonly url?: string;
  readonly delivery?: string;
  readonly path?: string;
  readonly publicUrl?: string;
}

export const registerHub = (red: Red): void => {
  red.nodes.registerType(
    'centralita-hub',
    function (this: SourceNode, config: Definition<Properties>) {
      red.nodes.createNode(this, config);
      const runtime = runtimeOf(red);
      try {
        const settings = hubSettingsOf({ ...config }, this.credentials as Record<string, unknown>);
        const hub = openHub(this.id, settings, runtime, red.settings.httpNodeRoot);
        this.source = hub;
        this.on('close', (removed: boolean, done: () => void) => {
          hub.close(removed);
          done();
        });
      } catch (error) {
        this.fault = failureOf(error, runtime.language);
        this.error(this.fault.message);
      }
    },
    { credentials: { key: { type: 'password' } } },
  );
};
