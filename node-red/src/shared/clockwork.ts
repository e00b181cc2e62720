/** Node's timers end at 2^31 ms; further points in time are looked at again by then. */
const longestMs = 2 ** 31 - 1;

/** Looks when the next point in time has come. `look` does what is due and tells what is next. */
export const createClockwork = (look: () => readonly number[]) => {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const run = () => {
    clearTimeout(timer);
    if (ended) return;
    const next = Math.min(...look());
    if (!Number.isFinite(next)) return;
    timer = setTimeout(run, Math.min(longestMs, Math.max(0, next - Date.now())));
  };
  return {
    look: run,
    end: () => {
      ended = true;
      clearTimeout(timer);
    },
  };
};
