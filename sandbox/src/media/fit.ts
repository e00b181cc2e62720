import { sniff, webpFacts } from './sniff.ts';

const kilo = 1024;
const mega = 1024 * kilo;

/** Types that can be uploaded, and how large each may be. */
export const uploadable: readonly (readonly [RegExp, number])[] = [
  [/^audio\/(aac|mp4|mpeg|amr|ogg|opus)$/, 16 * mega],
  [/^image\/(jpeg|png)$/, 5 * mega],
  [/^image\/webp$/, 500 * kilo],
  [/^video\/(mp4|3gpp)$/, 16 * mega],
  [
    /^(text\/plain|application\/(pdf|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-officedocument\.[\w.]+))$/,
    100 * mega,
  ],
];

/** What the bytes of a message of this type may turn out to be. */
const inside: Readonly<Record<string, RegExp>> = {
  image: /^image\/(jpeg|png)$/,
  sticker: /^image\/webp$/,
  audio: /^(audio\/(ogg|mpeg|aac|amr|mp4)|video\/mp4)$/,
  video: /^video\/(mp4|3gpp)$/,
};
const largest: Readonly<Record<string, number>> = {
  image: 5 * mega,
  sticker: 500 * kilo,
  audio: 16 * mega,
  video: 16 * mega,
  document: 100 * mega,
};

/** Why a file cannot be a message of this type; said in a status with 131053, since it is found out after acceptance. */
export const misfit = (
  type: string,
  file: { mimeType: string; bytes: Uint8Array },
  voice = false,
): string | undefined => {
  const { mimeType, bytes } = file;
  const most = largest[type] ?? 100 * mega;
  if (bytes.byteLength > most)
    return `Media file size too big. Max file size we currently support: ${most} bytes for ${type}.`;
  const found = sniff(bytes) ?? 'application/octet-stream';
  const wanted = inside[type];
  if (wanted && !wanted.test(found))
    return `Media file has mime type ${found}, which is not supported for ${type}. It was said to be ${mimeType}.`;
  if (type === 'document' && mimeType === 'application/pdf' && found !== mimeType)
    return `Media file has mime type ${found}, and was said to be ${mimeType}.`;
  if (voice && found !== 'audio/ogg') return 'A voice message must be ogg with the opus codec.';
  return type === 'sticker' ? stickerMisfit(bytes) : undefined;
};

const stickerMisfit = (bytes: Uint8Array): string | undefined => {
  const facts = webpFacts(bytes);
  if (!facts) return 'The sticker is not a readable WebP file.';
  if (facts.width !== 512 || facts.height !== 512)
    return `A sticker must be 512 x 512 pixels; this one is ${facts.width} x ${facts.height}.`;
  if (!facts.animated && bytes.byteLength > 100 * kilo) return 'A static sticker may have at most 100 KB.';
  return undefined;
};
