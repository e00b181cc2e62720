// `npm run build -w node-red`, or with a folder to write to: dist/centralita.js (one bundle, so that module state exists once), its editor half,
// words and icons. Core is taken from its sources; nothing is needed at run time.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
const read = (...path) => readFileSync(join(source, ...path), 'utf8');

/** In the order of the palette. */
const nodes = [
  'account',
  'hub',
  'message-in',
  'reply-in',
  'consent-in',
  'status-in',
  'send',
  'route',
  'consent',
  'conversation',
];
const languages = { en: 'en-US', es: 'es-ES' };

/** Writes everything into `folder` and answers its path. */
export async function buildInto(folder) {
  const present = nodes.filter((name) => existsSync(join(source, 'nodes', name, 'form.html')));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(source, 'index.ts')],
    outfile: join(folder, 'centralita.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    conditions: ['source'],
    footer: { js: 'module.exports = module.exports.default;' },
    legalComments: 'none',
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'centralita.html'), await editor(present));
  for (const [language, locale] of Object.entries(languages)) {
    const at = join(folder, 'locales', locale);
    mkdirSync(at, { recursive: true });
    const words = JSON.parse(read('locales', `${language}.json`));
    writeFileSync(join(at, 'centralita.json'), `${JSON.stringify({ centralita: words }, undefined, 2)}\n`);
    writeFileSync(join(at, 'centralita.html'), present.map((name) => help(name, language)).join('\n'));
  }
  cpSync(join(source, 'icons'), join(folder, 'icons'), { recursive: true });
  return folder;
}

async function editor(present) {
  const parts = [await script('editor/shared.client.ts'), `<style>\n${read('editor/style.css')}</style>\n`];
  for (const name of present) {
    const form = read('nodes', name, 'form.html').replace(/^<!-- (\w+) -->\n/gm, (_, part) =>
      read('editor', `${part}.html`),
    );
    parts.push(
      await script(`nodes/${name}/editor.client.ts`),
      `<script type="text/html" data-template-name="centralita-${name}">\n${form}</script>\n`,
      help(name, 'en'),
    );
  }
  return parts.join('\n');
}

/** Types taken away, nothing else: the flow library's checks read `registerType` with its literal. */
async function script(path) {
  const { code } = await transform(read(path), { loader: 'ts', target: 'es2022', sourcefile: path });
  return `<script type="text/javascript">\n${code.replace(/^export \{\s*\};\n/m, '')}</script>\n`;
}

const help = (name, language) =>
  `<script type="text/markdown" data-help-name="centralita-${name}">\n${read('nodes', name, `help.${language}.md`)}</script>\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = await buildInto(process.argv[2] ?? join(root, 'dist'));
  console.log(`built ${folder}`);
}
