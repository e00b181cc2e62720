import { html, raw } from 'hono/html';
import type { Language, Words } from './language.ts';
import type { MenuEntry } from './menu.ts';

export interface ShellOptions {
  readonly language: Language;
  readonly title: string;
  /** For the client, by `t`; the shell needs some of them itself. */
  readonly words: Words;
  readonly styles: readonly string[];
  /** The module that starts the page. */
  readonly script: string;
  /** Modules fetched along with it. */
  readonly preload: readonly string[];
  /** Facts for the client. */
  readonly facts: Readonly<Record<string, string | boolean>>;
  /** The address of the page. */
  readonly path: string;
  readonly menu: readonly MenuEntry[];
  readonly bodyClass: string;
  /** What is there before the script: the frame, with places for what comes. */
  readonly content: ReturnType<typeof html>;
  /** A button to sign out is shown. */
  readonly signOut?: boolean;
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** JSON that can stand in a script element. */
const data = (value: unknown) => raw(JSON.stringify(value).replace(/</g, '\\u003c'));

/** A switchboard plug. */
const mark = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2.5v5M8.5 7.5h7l-.8 6.2a2.7 2.7 0 0 1-5.4 0zM12 16v1.2c0 2.6-1.8 4.3-4.4 4.3H4"/><circle cx="18.5" cy="19" r="2"/></svg>`;

export const page = async (options: ShellOptions): Promise<Response> => {
  const { language, words } = options;
  const other = language === 'en' ? 'es' : 'en';
  const document = await html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${options.title} · Centralita</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%230b6a7d' stroke-width='2.2' stroke-linecap='round' stroke-linejoin='round'%3E%3Cpath d='M12 2.5v5M8.5 7.5h7l-.8 6.2a2.7 2.7 0 0 1-5.4 0zM12 16v1.2c0 2.6-1.8 4.3-4.4 4.3H4'/%3E%3C/svg%3E">
${options.styles.map((href) => html`<link rel="stylesheet" href="${href}">`)}
${options.preload.map((href) => html`<link rel="modulepreload" href="${href}">`)}
</head>
<body class="${options.bodyClass}">
<a class="skip" href="#main">${words['shell.skip']}</a>
<header class="top">
<a class="brand" href="/" aria-label="Centralita">${mark}<span>Centralita</span></a>
<nav aria-label="${words['shell.menu']}">${options.menu.map(
    ({ href, label, here }) => html`<a href="${href}"${here ? raw(' aria-current="page"') : ''}>${label}</a>`,
  )}</nav>
<div class="top-end"><span id="live" role="status"></span>
<a class="language" href="${options.path}?language=${other}" lang="${other}" hreflang="${other}">${other === 'es' ? 'Español' : 'English'}</a>${
    options.signOut
      ? html`<button type="button" class="quiet" id="sign-out">${words['shell.signOut']}</button>`
      : ''
  }</div>
</header>
<main id="main" tabindex="-1">${options.content}</main>
<script type="application/json" id="words">${data(words)}</script>
<script type="application/json" id="facts">${data(options.facts)}</script>
<script type="module" src="${options.script}"></script>
<noscript><p class="noscript">${words['shell.noscript']}</p></noscript>
</body>
</html>`;
  return new Response(String(document), { headers: pageHeaders });
};
