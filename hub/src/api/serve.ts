import { CentralitaError } from '@centralita/core/model';
import { problemsOf, showPath } from '../strict.ts';
import { type Authenticated, authorise } from './authenticate.ts';
import { readJson } from './body.ts';
import type { Masker } from './masking/masker.ts';
import type { Route } from './route.ts';
import type { Access } from './scopes.ts';

export interface ServeOptions {
  readonly access: Access;
  readonly bodyLimit: number;
  authenticate(request: Request): Known;
}

/** Who asks, and how numbers are hidden from them. */
export interface Known extends Authenticated {
  readonly mask?: Masker;
}

const nobody: Known = { caller: { name: 'nobody', scopes: new Set() } };

/** Who asks, then what is asked, then the handler: nobody learns from a route what their key may not know. */
export const serve = async (
  route: Route,
  request: Request,
  parameters: Readonly<Record<string, string>>,
  requestId: string,
  options: ServeOptions,
): Promise<Response> => {
  const { caller, session, mask } = options.access.open ? nobody : options.authenticate(request);
  if (!options.access.open) authorise(caller, options.access);
  const query = checkQuery(route, request);
  const body = await checkBody(route, request, options.bodyLimit);
  return route.handle({
    request,
    requestId,
    caller,
    ...(session === undefined ? {} : { session }),
    ...(mask ? { mask } : {}),
    param: (name) => parameters[name] ?? '',
    query,
    body,
  });
};

const checkQuery = (route: Route, request: Request): unknown => {
  const given = new URL(request.url).searchParams;
  const seen: Record<string, string> = {};
  for (const [name, value] of given) {
    if (name in seen)
      throw new CentralitaError('invalid_request', `"${name}" is given twice`, { field: name });
    seen[name] = value;
  }
  if (!route.query) {
    const [first] = Object.keys(seen);
    if (first === undefined) return {};
    throw new CentralitaError('invalid_request', `"${first}" is not known here. This takes no parameters.`, {
      field: first,
    });
  }
  return checked(route.query.safeParse(seen, { reportInput: true }));
};

const checkBody = async (route: Route, request: Request, limit: number): Promise<unknown> => {
  if (!route.body) return undefined;
  const body = await readJson(request, limit);
  if (body === undefined && !route.bodyOptional) {
    throw new CentralitaError('not_json', 'the body is missing', { field: 'body' });
  }
  return checked(route.body.safeParse(body ?? {}, { reportInput: true }));
};

type Parsed = ReturnType<NonNullable<Route['query']>['safeParse']>;

const checked = (result: Parsed): unknown => {
  if (result.success) return result.data;
  const problems = problemsOf(result.error);
  const said = problems
    .slice(0, 5)
    .map(({ path, wrong, fix }) => [showPath(path) || 'the body', wrong, fix].filter(Boolean).join(' '));
  const more = problems.length > 5 ? ` And ${problems.length - 5} more.` : '';
  throw new CentralitaError('invalid_request', `${said.join(' ')}${more}`, {
    field: showPath(problems[0]?.path ?? []) || 'body',
  });
};
