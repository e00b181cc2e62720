import { meta } from '@centralita/core/channels/meta';
import { callContext, settingsOf } from '../direct/settings.ts';
import { hubSettingsOf } from '../hub/settings.ts';
import { nodeOf, type Red } from '../red.ts';
import type { SourceNode } from '../shared/bind.ts';
import { failureOf } from '../shared/failure.ts';
import { type Runtime, runtimeOf } from '../shared/runtime.ts';
import { checkAccount, checkHub } from './check.ts';

interface AdminRequest {
  readonly body?: unknown;
  readonly params: Readonly<Record<string, string>>;
}
interface AdminResponse {
  status(code: number): AdminResponse;
  json(body: unknown): void;
}
type Values = Readonly<Record<string, unknown>>;

/** What the editor shows for a secret that is stored and was not typed anew. */
const kept = '__PWRD__';

/** What the editor asks for: a check of the connection, templates to choose from, what became of sends. */
export const registerAdmin = (red: Red): void => {
  const admin = red.httpAdmin as typeof red.httpAdmin | undefined;
  // There is none when the editor is switched off.
  if (!admin) return;
  const runtime = runtimeOf(red);
  const may = (type: string, what: string) => red.auth.needsPermission(`${type}.${what}`);
  const answering =
    (act: (request: AdminRequest) => Promise<unknown>) =>
    (request: AdminRequest, response: AdminResponse) => {
      act(request).then(
        (body) => response.json(body),
        (error: unknown) => {
          const { message, code, cause } = failureOf(error, runtime.language);
          response.status(422).json({ code, message, nextStep: cause.nextStep });
        },
      );
    };

  admin.post(
    '/centralita/check/account',
    may('centralita-account', 'write'),
    answering(async ({ body }) => {
      const { values, secrets } = typed(red, body);
      return { lines: await checkAccount(settingsOf(values, secrets), runtime, red) };
    }) as never,
  );
  admin.post(
    '/centralita/check/hub',
    may('centralita-hub', 'write'),
    answering(async ({ body }) => {
      const { values, secrets } = typed(red, body);
      return { lines: await checkHub(hubSettingsOf(values, secrets), runtime, red) };
    }) as never,
  );
  admin.get(
    '/centralita/:id/outcomes',
    may('centralita-account', 'read'),
    answering(async ({ params }) => ({
      outcomes: nodeOf<SourceNode>(red, params.id)?.source?.journal.recent(50) ?? [],
    })) as never,
  );
  admin.get(
    '/centralita/:id/templates',
    may('centralita-account', 'read'),
    answering(async ({ params }) => ({
      templates: await templatesOf(red, runtime, params.id ?? ''),
    })) as never,
  );
};

/** The fields as they stand in the dialog; secrets that were not typed anew come from the store. */
const typed = (red: Red, body: unknown): { values: Values; secrets: Values } => {
  const {
    id,
    values = {},
    secrets = {},
  } = (body ?? {}) as { id?: string; values?: Values; secrets?: Values };
  const stored = (id ? (red.nodes.getCredentials(id) as Values | undefined) : undefined) ?? {};
  const entries = Object.entries(secrets).map(([name, value]) => [
    name,
    value === kept ? stored[name] : value,
  ]);
  return { values: resolved(values), secrets: resolved(Object.fromEntries(entries)) };
};

/** `${NAME}` as Node-RED itself replaces it when the node is deployed. */
const resolved = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const variable = typeof value === 'string' ? /^\$\{([\w.-]+)\}$/.exec(value.trim())?.[1] : undefined;
      return [name, variable ? (process.env[variable] ?? '') : value];
    }),
  );

const templatesOf = async (red: Red, runtime: Runtime, id: string): Promise<unknown> => {
  const node = nodeOf<SourceNode & { type: string } & Record<string, unknown>>(red, id);
  const secrets = (node?.credentials ?? {}) as Values;
  if (!node) return [];
  if (node.source?.client) {
    const [account] = await node.source.client.accounts();
    if (!account) return [];
    const { items } = await node.source.client.templates(account.id, { status: 'APPROVED', limit: 200 });
    return items.map(shown);
  }
  const settings = settingsOf(node.settings as Values, secrets);
  const found = await meta.listTemplates(callContext(settings, runtime.fetch, Date.now(), 20_000), {
    limit: 200,
  });
  return found.ok ? found.value.items.filter(({ status }) => status === 'APPROVED').map(shown) : [];
};

const shown = ({ name, language, category }: { name: string; language: string; category?: string }) => ({
  name,
  language,
  category,
});
