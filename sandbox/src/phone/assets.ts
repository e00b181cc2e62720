import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

interface Asset {
  readonly body: string;
  readonly type: string;
  readonly etag: string;
}

export interface Assets {
  /** Undefined when there is no such file. */
  answer(request: Request, path: string): Response | undefined;
  /** Addresses of all scripts, so that a page can ask for them at once. */
  readonly scripts: readonly string[];
}

/** `./chat.client.ts` → `./chat.client.js`, `@centralita/sandbox/phone/dom.client` → where that is served. */
const servedPaths = (script: string): string =>
  script
    .replace(/((?:from|import)\s+'\.{1,2}\/[^']+)\.ts'/g, "$1.js'")
    .replace(/from\s+'@centralita\/sandbox\/phone\/([^']+\.client)'/g, "from '/assets/phone/$1.js'");

const scriptEnd = '.client.ts';

/** The style sheets and `*.client.ts` of a folder: types are taken out once, there is no build. */
export const createAssets = (prefix: string, folder: URL): Assets => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith(scriptEnd) || name.endsWith('.css'));
  const served = new Map(files.map((name) => [prefix + name.replace(/\.ts$/, '.js'), name]));
  const ready = new Map<string, Asset>();

  const make = (name: string): Asset => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const script = name.endsWith(scriptEnd);
    const body = script ? servedPaths(withoutTypes(text)) : text;
    return {
      body,
      type: script ? 'text/javascript; charset=utf-8' : 'text/css; charset=utf-8',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    };
  };

  return {
    scripts: [...served.keys()].filter((path) => path.endsWith('.js')),
    answer: (request, path) => {
      const name = served.get(path);
      if (name === undefined) return undefined;
      let asset = ready.get(path);
      if (!asset) {
        asset = make(name);
        ready.set(path, asset);
      }
      const headers = { etag: asset.etag, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' };
      if (request.headers.get('if-none-match') === asset.etag)
        return new Response(null, { status: 304, headers });
      return new Response(asset.body, { headers: { ...headers, 'content-type': asset.type } });
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
