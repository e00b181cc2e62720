import { createHash } from 'node:crypto';

/** Where ids come from: the seed and a count that never goes back, so that no id comes twice. */
export interface Ids {
  /** Lower-case hex, at most 64 digits. */
  hex(digits: number): string;
  /** Decimal digits without a leading zero, at most 24. */
  digits(length: number): string;
  wamid(address: string, from: 'customer' | 'business'): string;
  /** Plain counting, for what only needs an order. */
  count(): number;
  /** From the beginning with another seed. */
  restart(seed: string): void;
}

/** `reserve` is told a number that no count of this run has reached: what it keeps is where the next run begins. */
export const createIds = (from: string, start: number, reserve: (count: number) => void): Ids => {
  let seed = from;
  let count = start;
  let reserved = start;
  const next = () => {
    count += 1;
    if (count > reserved) {
      reserved = count + 10_000;
      reserve(reserved);
    }
    return count;
  };
  const bytes = () => createHash('sha256').update(`${seed}:${next()}`).digest();

  return {
    count: next,
    restart: (other) => {
      seed = other;
      count = 0;
      reserved = 0;
    },
    hex: (digits) => bytes().toString('hex').slice(0, digits),
    digits: (length) => {
      const hash = bytes();
      let text = String(1 + ((hash[31] ?? 0) % 9));
      for (let at = 0; text.length < length; at += 4)
        text += String(hash.readUInt32BE(at % 28)).padStart(10, '0');
      return text.slice(0, length);
    },
    wamid: (address, side) => {
      const name = Buffer.from(address, 'latin1').subarray(0, 127);
      const key = bytes()
        .toString('hex')
        .toUpperCase()
        .slice(0, side === 'business' ? 18 : 20);
      const direction = side === 'business' ? 0x11 : 0x12;
      const parts = [
        Buffer.from([0x1c, 0x18, name.length]),
        name,
        Buffer.from([0x15, 0x02, 0x00, direction, 0x18, key.length]),
        Buffer.from(key, 'latin1'),
        Buffer.from([0x00]),
      ];
      return `wamid.${Buffer.concat(parts).toString('base64')}`;
    },
  };
};

/** A number from 0 to 1 that the same words always give. */
export const chance = (...words: (string | number)[]): number =>
  createHash('sha256').update(words.join('\u0000')).digest().readUInt32BE(0) / 2 ** 32;
