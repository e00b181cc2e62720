/**
 * Which instance of each node is alive. A deploy ends an instance while its send is on the way or its customer has
 * not tapped yet; what comes later is handed to the instance that took its place, and never to a retired one.
 */
export interface Live<Instance> {
  /** From now on `instance` is the node of that id. The undo does nothing once another has taken over. */
  enter(id: string, instance: Instance): () => void;
  isLive(id: string, instance: Instance): boolean;
  /** Hands over now, or once a deploy is through. `lost` is called when there is no such node then. */
  handBack(id: string, give: (instance: Instance) => void | Promise<void>, lost: () => void): void;
  /** After a deploy: whatever waits for a node that is not there any more is lost. */
  settle(): void;
}

export const createLive = <Instance>(
  /** While a deploy stops nodes, those that are still registered may be closed already. */
  running: () => boolean,
  onFault: (error: unknown) => void,
): Live<Instance> => {
  const instances = new Map<string, Instance>();
  const waiting = new Map<
    string,
    { give: (instance: Instance) => void | Promise<void>; lost: () => void }[]
  >();
  const guarded = (run: () => void | Promise<void>) => {
    try {
      run()?.catch(onFault);
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
      if (running()) guarded(() => (instance ? give(instance) : lost()));
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
