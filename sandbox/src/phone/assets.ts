import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { gzipSync } from 'node:zlib';

interface Asset {
  readonly body: string;
  readonly small: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
}

/** A library of npm that pages import by its name; it is served from here, never from elsewhere. */
export interface Library {
  readonly name: string;
  readonly script: URL;
  readonly style?: URL;
}

/** A part of this repository's own that pages import by its name, such as rules that hold on both sides. */
export interface Sources {
  readonly name: string;
  /** The module that the name stands for. What it imports lies beside it. */
  readonly index: URL;
}

export interface Assets {
  /** Undefined when there is no such file. */
  answer(request: Request, path: string): Response | undefined;
  /** Addresses of all scripts, so that a page can ask for them at once. */
  readonly scripts: readonly string[];
}

/** `./chat.client.ts` → `./chat.client.js`, `@centralita/sandbox/phone/dom.client` → where that is served. */
const servedPaths = (script: string, libraries: ReadonlyMap<string, string>): string =>
  script
    .replace(/from\s+'(@?[a-z][\w/-]*)'/g, (whole, name: string) =>
      libraries.has(name) ? `from '${libraries.get(name)}'` : whole,
    )
    .replace(/((?:from|import)\s+'\.{1,2}\/[^']+)\.ts'/g, "$1.js'")
    .replace(/(from|import)\s+'@centralita\/sandbox\/phone\/([^']+\.client)'/g, "$1 '/assets/phone/$2.js'");

const scriptEnd = '.client.ts';

/** The modules of a folder, tests apart; `path` as pages name them. */
const modulesOf = ({ name, index }: Sources): { readonly path: string; readonly file: URL }[] =>
  readdirSync(new URL('.', index), { encoding: 'utf8' })
    .filter((file) => /^[\w-]+\.(ts|js)$/.test(file))
    .map((file) => ({ path: `${name}/${file.replace(/\.ts$/, '.js')}`, file: new URL(file, index) }));

/** The style sheets and `*.client.ts` of a folder: types are taken out once, there is no build. */
export const createAssets = (
  prefix: string,
  folder: URL,
  libraries: readonly Library[] = [],
  sources: readonly Sources[] = [],
): Assets => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith(scriptEnd) || name.endsWith('.css'));
  const addressOf = (name: string, end: string) => `${prefix}library/${name}.${end}`;
  const modules = sources
    .flatMap(modulesOf)
    .map(({ path, file }) => [`${prefix}source/${path}`, file] as const);
  const scriptOf = new Map([
    ...libraries.map(({ name }) => [name, addressOf(name, 'js')] as const),
    ...sources.map(({ name }) => [name, `${prefix}source/${name}/index.js`] as const),
  ]);
  const served = new Map<string, URL>([
    ...files.map((name) => [prefix + name.replace(/\.ts$/, '.js'), new URL(name, folder)] as const),
    ...modules,
    ...libraries.map(({ name, script }) => [addressOf(name, 'js'), script] as const),
    ...libraries.flatMap(({ name, style }) => (style ? [[addressOf(name, 'css'), style] as const] : [])),
  ]);
  const ready = new Map<string, Asset>();

  const make = (file: URL): Asset => {
    const text = readFileSync(file, 'utf8');
    const own = file.pathname.endsWith('.ts');
    const body = own ? servedPaths(withoutTypes(text), scriptOf) : text;
    const script = !file.pathname.endsWith('.css');
    return {
      body,
      small: new Uint8Array(gzipSync(body)),
      type: script ? 'text/javascript; charset=utf-8' : 'text/css; charset=utf-8',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    };
  };

  return {
    scripts: [
      ...[...served.keys()].filter((path) => path.endsWith('.client.js')),
      ...modules.map(([path]) => path),
    ],
    answer: (request, path) => {
      const file = served.get(path);
      if (file === undefined) return undefined;
      let asset = ready.get(path);
      if (!asset) {
        asset = make(file);
        ready.set(path, asset);
      }
      const headers = {
        etag: asset.etag,
        vary: 'accept-encoding',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      };
      if (request.headers.get('if-none-match') === asset.etag)
        return new Response(null, { status: 304, headers });
      const whole = { ...headers, 'content-type': asset.type };
      return /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
        ? new Response(asset.small, { headers: { ...whole, 'content-encoding': 'gzip' } })
        : new Response(asset.body, { headers: whole });
    },
  };
};

/** Node says with a warning that this is new; people who start a hub need not read it. */
const withoutTypes = (text: string): string => {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
};
