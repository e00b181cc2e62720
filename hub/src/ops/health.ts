import type { Said } from '@centralita/core/consumer';
import { reasonOf } from './health-words.ts';

/** How one part of the hub is. `detail` is for operators and goes out only to whoever may read it. */
export interface PartHealth {
  readonly ok: boolean;
  readonly detail?: Said;
}

export interface HealthReport {
  readonly ok: boolean;
  readonly parts: Readonly<Record<string, PartHealth>>;
}

export interface Health {
  /** Adds a part. The probe is called at each check and must answer fast; throwing means not ok. */
  add(name: string, probe: () => PartHealth | Promise<PartHealth>): void;
  check(): Promise<HealthReport>;
  /** Ready once everything has started and until the hub begins to stop. */
  ready: boolean;
}

export const createHealth = (): Health => {
  const probes = new Map<string, () => PartHealth | Promise<PartHealth>>();
  const look = async (probe: () => PartHealth | Promise<PartHealth>): Promise<PartHealth> => {
    try {
      return await probe();
    } catch (error) {
      return { ok: false, detail: reasonOf(error, { en: 'failed', es: 'falló' }) };
    }
  };
  return {
    ready: false,
    add: (name, probe) => void probes.set(name, probe),
    check: async () => {
      const parts = await Promise.all(
        [...probes].map(async ([name, probe]) => [name, await look(probe)] as const),
      );
      return { ok: parts.every(([, part]) => part.ok), parts: Object.fromEntries(parts) };
    },
  };
};
