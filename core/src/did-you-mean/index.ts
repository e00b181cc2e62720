/** The candidate a person most likely meant, or undefined when none is near. */
export const didYouMean = (written: string, candidates: Iterable<string>): string | undefined => {
  const text = plain(written);
  let best: string | undefined;
  let distance = Math.max(1, Math.floor(text.length / 3)) + 1;
  for (const candidate of candidates) {
    const between = editDistance(text, plain(candidate));
    if (between < distance) {
      best = candidate;
      distance = between;
    }
  }
  return best;
};

/** ` Did you mean "x"?`, or nothing. */
export const suggestion = (written: string, candidates: Iterable<string>): string => {
  const meant = didYouMean(written, candidates);
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
};

const plain = (text: string): string => text.toLowerCase().replace(/[-_\s]/g, '');

/** Letters to put in, take out, replace or swap with the next one. */
const editDistance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] as number) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] as number;
};
