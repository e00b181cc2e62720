const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? '');

/** No script, nothing from elsewhere, in no frame; a form may go to this page only. */
export const answerPagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 32rem; margin: 16vh auto 0; padding: 0 1rem; }
  button { font: inherit; padding: .75rem 1.5rem; border: 0; border-radius: .5rem; background: #0b7a5b; color: #fff; cursor: pointer; }
</style>
<body>${body}</body>
</html>`;

/** Opening a link decides nothing, since previews and virus scanners open it too: the button does. */
export const confirmPage = (message: string, title: string): string =>
  page(title, `<p>${escaped(message)}</p><form method="post"><button>${escaped(title)}</button></form>`);

export const donePage = (title: string): string => page(title, `<p>${escaped(title)}</p>`);
