const has = (head: Buffer, text: string, at = 0) =>
  head.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1'));

/** How files of a type begin, as hex. */
const beginnings: readonly (readonly [string, string])[] = [
  ['89504e470d0a1a0a', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['47494638', 'image/gif'],
  ['4f676753', 'audio/ogg'],
  ['2321414d52', 'audio/amr'],
  ['494433', 'audio/mpeg'],
  ['fff1', 'audio/aac'],
  ['fff9', 'audio/aac'],
  ['255044462d', 'application/pdf'],
  ['504b0304', 'application/zip'],
  ['d0cf11e0', 'application/x-ole-storage'],
  ['4d5a', 'application/x-msdownload'],
  ['7f454c46', 'application/x-executable'],
];

/** What the first bytes say a file is; undefined when they say nothing. */
export const sniff = (bytes: Uint8Array): string | undefined => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512));
  const hex = head.subarray(0, 8).toString('hex');
  const known = beginnings.find(([beginning]) => hex.startsWith(beginning));
  if (known) return known[1];
  if (has(head, 'RIFF') && has(head, 'WEBP', 8)) return 'image/webp';
  if (has(head, 'RIFF') && has(head, 'WAVE', 8)) return 'audio/wav';
  // A frame of MPEG audio without a tag before it.
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2) return 'audio/mpeg';
  if (has(head, 'ftyp', 4)) {
    const brand = head.toString('latin1', 8, 12);
    if (/^M4[AB]/.test(brand)) return 'audio/mp4';
    return brand.startsWith('3g') ? 'video/3gpp' : 'video/mp4';
  }
  if (!isText(head)) return undefined;
  return /^\s*<(!doctype html|html|script|svg|\?xml)/i.test(head.toString('latin1'))
    ? 'text/html'
    : 'text/plain';
};

const isText = (head: Buffer): boolean => {
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32)) return false;
  return head.byteLength > 0;
};

/** Width, height and whether it moves, of a WebP file. */
export const webpFacts = (
  bytes: Uint8Array,
): { width: number; height: number; animated: boolean } | undefined => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.byteLength < 30) return undefined;
  switch (file.toString('latin1', 12, 16)) {
    case 'VP8X':
      return {
        width: 1 + file.readUIntLE(24, 3),
        height: 1 + file.readUIntLE(27, 3),
        animated: ((file[20] ?? 0) & 2) !== 0,
      };
    case 'VP8L': {
      const bits = file.readUInt32LE(21);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff), animated: false };
    }
    case 'VP8 ':
      return {
        width: file.readUInt16LE(26) & 0x3fff,
        height: file.readUInt16LE(28) & 0x3fff,
        animated: false,
      };
    default:
      return undefined;
  }
};
