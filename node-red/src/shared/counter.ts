/** One line a minute at most, with how many there were. */
export const createCounter = (say: (reason: string, count: number) => void) => {
  let count = 0;
  let last = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    if (count > 0) say(last, count);
    count = 0;
  };
  const add = (reason: string) => {
    count += 1;
    last = reason;
    if (timer) return;
    flush();
    timer = setTimeout(flush, 60_000);
    timer.unref();
  };
  return Object.assign(add, {
    end: () => {
      clearTimeout(timer);
      flush();
    },
  });
};
