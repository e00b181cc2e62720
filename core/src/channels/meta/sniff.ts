const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const signatures: readonly { readonly at: number; readonly signs: string; readonly type: string }[] = [
  { at: 0, signs: '\xff\xd8\xff', type: 'image/jpeg' },
  { at: 0, signs: '\x89PNG\r\n\x1a\n', type: 'image/png' },
  { at: 0, signs: 'GIF8', type: 'image/gif' },
  { at: 8, signs: 'WEBP', type: 'image/webp' },
  { at: 8, signs: 'WAVE', type: 'audio/wav' },
  { at: 0, signs: 'OggS', type: 'audio/ogg' },
  { at: 0, signs: '#!AMR', type: 'audio/amr' },
  { at: 0, signs: 'ID3', type: 'audio/mpeg' },
  { at: 0, signs: '\xff\xf1', type: 'audio/aac' },
  { at: 0, signs: '\xff\xf9', type: 'audio/aac' },
  { at: 0, signs: '\xff\xfb', type: 'audio/mpeg' },
  { at: 0, signs: '\xff\xf3', type: 'audio/mpeg' },
  { at: 0, signs: '\xff\xf2', type: 'audio/mpeg' },
  { at: 0, signs: '\x1aE\xdf\xa3', type: 'video/webm' },
  { at: 0, signs: '%PDF-', type: 'application/pdf' },
  { at: 0, signs: 'PK\x03\x04', type: 'application/zip' },
  { at: 0, signs: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', type: 'application/x-ole-storage' },
];

const brands: Readonly<Record<string, string>> = {
  'M4A ': 'audio/mp4',
  'M4B ': 'audio/mp4',
  'qt  ': 'video/quicktime',
  avif: 'image/avif',
  heic: 'image/heic',
  heix: 'image/heic',
  mif1: 'image/heif',
};

/** MP4 and its kin; one brand serves sound alone as well as film, so there the sender's word decides. */
function boxed(bytes: Uint8Array, declared: string): string | undefined {
  if (latin(bytes, 4, 8) !== 'ftyp') return undefined;
  const brand = latin(bytes, 8, 12);
  const known = brand.startsWith('3g') ? 'video/3gpp' : brands[brand];
  return known ?? (declared === 'audio/mp4' ? declared : 'video/mp4');
}

/** Types inside a container that the signature alone cannot tell, by that container. */
const inside: Readonly<Record<string, RegExp>> = {
  'application/zip':
    /^application\/(?:vnd\.openxmlformats-officedocument|vnd\.oasis\.opendocument|epub\+zip)/,
  'application/x-ole-storage': /^application\/(?:msword|vnd\.ms-(?:excel|powerpoint))$/,
  'audio/ogg': /^audio\/(?:ogg|opus)$/,
};

const plain = /^text\/(?:plain|csv|vcard|x-vcard|calendar)$/;

/**
 * The type of a file by its first bytes. What the sender declares decides only between types of the same
 * container, and for plain text; anything else that is not recognised is `application/octet-stream`.
 */
export function sniff(bytes: Uint8Array, declaredType = ''): string {
  const declared = (declaredType.split(';')[0] ?? '').trim().toLowerCase();
  const found =
    boxed(bytes, declared) ??
    signatures.find(({ at, signs }) => latin(bytes, at, at + signs.length) === signs)?.type;
  if (found !== undefined) return inside[found]?.test(declared) ? declared : found;
  return plain.test(declared) && !bytes.subarray(0, 4096).includes(0) ? declared : 'application/octet-stream';
}
