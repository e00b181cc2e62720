/**
 * Which instance of each node is alive. A deploy ends an instance while its send is on the way or its customer has
 * not tapped yet; what comes later is handed to the instance that took its place, and never to a retired one.
 */
export interface Live<Instance> {
  /** From now on `instance` is the node of that id. The undo does nothing once another has taken over. */
  enter(id: string, instance: Instance): () => void;
  isLive(id: string, instance: Instance): boolean;
  /** Hands over now, or as soon as there is an instance again. `lost` is called when none comes back. */
  handBack(id: string, give: (instance: Instance) => void, lost: () => void): void;
  /** After a deploy: whatever waits for a node that is not there any more is lost. */
  settle(): void;
}

export const createLive = <Instance>(onFault: (error: unknown) => void): Live<Instance> => {
  const instances = new Map<string, Instance>();
  const waiting = new Map<string, { give: (instance: Instance) => void; lost: () => void }[]>();
  const guarded = (run: () => void) => {
    try {
      run();
    } catch (error) {
      onFault(error);
    }
  };

  return {
    enter: (id, instance) => {
      instances.set(id, instance);
      return () => {
        if (instances.get(id) === instance) instances.delete(id);
      };
    },
    isLive: (id, instance) => instances.get(id) === instance,
    handBack: (id, give, lost) => {
      const instance = instances.get(id);
      if (instance) guarded(() => give(instance));
      else waiting.set(id, [...(waiting.get(id) ?? []), { give, lost }]);
    },
    settle: () => {
      for (const [id, entries] of [...waiting]) {
        const instance = instances.get(id);
        waiting.delete(id);
        for (const { give, lost } of entries) guarded(() => (instance ? give(instance) : lost()));
      }
    },
  };
};
