import { appId } from '../account/apps.ts';
import type { Journal } from '../store/journal.ts';
import type { AppOptions, NumberOptions } from '../types.ts';

interface Callback {
  url?: string;
  verifyToken?: string;
  /** Undefined: all. */
  fields?: string[];
}

interface Routes {
  apps: Record<string, Callback>;
  /** Account → apps subscribed to it. */
  subscribed: Record<string, string[]>;
  /** App, a space, account or number → address that replaces the app's for message-type fields. */
  overrides: Record<string, string>;
}

export interface Target {
  app: string;
  url?: string;
}

/** Where webhooks go: number before account before app. */
export interface Targets {
  /** Undefined when no app is subscribed to the account or wants the field. */
  of(field: string, wabaId: string, phoneNumberId: string | undefined): Target[] | undefined;
  app(id: string): Callback | undefined;
  setApp(id: string, app: Callback | undefined): void;
  subscribers(wabaId: string): string[];
  subscribe(wabaId: string, app: string): void;
  unsubscribe(wabaId: string, app: string): void;
  override(app: string, id: string): string | undefined;
  /** Undefined clears it. */
  setOverride(app: string, id: string, url: string | undefined): void;
  /** A number that was added: its account has the first app. */
  addAccount(wabaId: string): void;
  reset(): void;
}

/** Fields about the account, which overrides leave alone. */
const management =
  /^(account_|business_|message_template_|template_|phone_number_|security$|flows$|partner_solutions$|payment_configuration_update$)/;

export const createTargets = (
  numbers: NumberOptions[],
  webhookUrl: string | undefined,
  others: AppOptions[],
  journal: Journal,
): Targets => {
  const listening = others.filter((app) => app.webhookUrl !== undefined);
  const fresh = (): Routes => ({
    apps: Object.fromEntries([
      [appId, { url: webhookUrl }],
      ...listening.map((app) => [app.id, { url: app.webhookUrl }]),
    ]),
    subscribed: Object.fromEntries(
      numbers.map(({ wabaId }) => [wabaId, [appId, ...listening.map(({ id }) => id)]]),
    ),
    overrides: {},
  });
  const kept = (journal.load('meta') as { routes?: Routes }[]).find((item) => item.routes)?.routes;
  let routes = kept ?? fresh();
  if (webhookUrl !== undefined) routes.apps[appId] = { ...routes.apps[appId], url: webhookUrl };
  for (const { wabaId } of numbers) routes.subscribed[wabaId] ??= [appId];
  const save = () => journal.put('meta', 'routes', () => ({ routes }));

  return {
    of: (field, wabaId, phoneNumberId) => {
      const wanting = (routes.subscribed[wabaId] ?? []).filter((id) => {
        const app = routes.apps[id];
        return app !== undefined && (app.fields === undefined || app.fields.includes(field));
      });
      if (wanting.length === 0) return undefined;
      const override = (app: string) =>
        management.test(field)
          ? undefined
          : (routes.overrides[`${app} ${phoneNumberId}`] ?? routes.overrides[`${app} ${wabaId}`]);
      return wanting.map((app) => ({ app, url: override(app) ?? routes.apps[app]?.url }));
    },
    app: (id) => routes.apps[id],
    setApp: (id, app) => {
      if (app) routes.apps[id] = app;
      else delete routes.apps[id];
      save();
    },
    subscribers: (wabaId) => routes.subscribed[wabaId] ?? [],
    subscribe: (wabaId, app) => {
      routes.subscribed[wabaId] = [...new Set([...(routes.subscribed[wabaId] ?? []), app])];
      routes.apps[app] ??= {};
      save();
    },
    unsubscribe: (wabaId, app) => {
      routes.subscribed[wabaId] = (routes.subscribed[wabaId] ?? []).filter((id) => id !== app);
      save();
    },
    override: (app, id) => routes.overrides[`${app} ${id}`],
    setOverride: (app, id, url) => {
      if (url) routes.overrides[`${app} ${id}`] = url;
      else delete routes.overrides[`${app} ${id}`];
      save();
    },
    addAccount: (wabaId) => {
      routes.subscribed[wabaId] ??= [appId];
      save();
    },
    reset: () => {
      routes = fresh();
      save();
    },
  };
};

/** Where messages of this number go. */
export const callbackOf = (targets: Targets, number: NumberOptions): string | undefined =>
  targets.of('messages', number.wabaId, number.phoneNumberId)?.find(({ url }) => url)?.url;
