/** Types a browser only shows or plays. SVG and everything else with a language of its own is not among them. */
const shown =
  /^(image\/(jpeg|png|gif|webp)|audio\/(aac|amr|mp4|mpeg|ogg|wav)|video\/(mp4|3gpp|webm|quicktime))$/;

/** How a file that a stranger sent is handed out: as what its bytes say, and never as a page of this address. */
export const mediaHeaders = (
  mimeType: string,
  filename: string | undefined,
): Readonly<Record<string, string>> => ({
  'content-type': mimeType,
  'content-disposition': `${shown.test(mimeType) ? 'inline' : 'attachment'}${filename ? `; filename*=UTF-8''${encoded(filename)}` : ''}`,
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, max-age=3600',
});

/** As RFC 8187 wants it; without what would be a path somewhere. */
const encoded = (filename: string): string =>
  encodeURIComponent(
    filename
      .toWellFormed()
      .replace(/[\p{Cc}/\\]+/gu, '_')
      .slice(0, 200),
  ).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
