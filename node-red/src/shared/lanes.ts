import { NodeFailure } from './failure.ts';

/** Work in order for each lane, lanes beside each other; bounded, so that a runaway flow fills no memory. */
export interface Lanes {
  /** Rejects with `too_many_requests` when full, and with `send_expired` when cancelled before its turn. */
  run<T>(
    lane: string,
    owner: string,
    work: () => Promise<T>,
    onWaiting?: (queued: number) => void,
  ): Promise<T>;
  readonly waiting: number;
  /** Work of this owner that has not begun is not done. */
  cancel(owner: string): void;
}

interface Job {
  readonly owner: string;
  readonly begin: () => Promise<void>;
  readonly refuse: (failure: NodeFailure) => void;
}

export const createLanes = (limit = 2000): Lanes => {
  const lanes = new Map<string, Job[]>();
  let waiting = 0;

  const next = async (lane: string, jobs: Job[]): Promise<void> => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      waiting -= 1;
      await job.begin();
    }
    lanes.delete(lane);
  };

  return {
    get waiting() {
      return waiting;
    },
    run: (lane, owner, work, onWaiting) =>
      new Promise((resolve, reject) => {
        if (waiting >= limit) {
          const details = `${waiting} messages wait to be sent`;
          const nextStep = 'Slow the flow down, for instance with a delay node, then send again.';
          return reject(new NodeFailure('too_many_requests', { details, nextStep, outcome: 'not-sent' }));
        }
        const jobs = lanes.get(lane);
        // Never rejects: whatever happens to one message, the lane goes on.
        const begin = () => work().then(resolve, reject);
        waiting += 1;
        if (jobs) {
          jobs.push({ owner, begin, refuse: reject });
          return onWaiting?.(waiting);
        }
        const begun: Job[] = [{ owner, begin, refuse: reject }];
        lanes.set(lane, begun);
        void next(lane, begun);
      }),
    cancel: (owner) => {
      for (const jobs of lanes.values()) {
        for (const job of [...jobs].filter((each) => each.owner === owner)) {
          jobs.splice(jobs.indexOf(job), 1);
          waiting -= 1;
          const details = 'the node was removed before its turn';
          job.refuse(new NodeFailure('send_expired', { details, outcome: 'not-sent' }));
        }
      }
    },
  };
};
