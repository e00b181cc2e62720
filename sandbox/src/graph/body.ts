import type { Fields } from '../validate/check.ts';
import { badParameter } from './error.ts';

/** The parameters of a call: JSON, a form, or the query. */
export const parametersOf = async (request: Request): Promise<Fields> => {
  const type = request.headers.get('content-type') ?? '';
  const query = new URL(request.url).searchParams;
  query.delete('access_token');
  const fromQuery = Object.fromEntries(query);
  if (/^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(type))
    return { ...fromQuery, ...Object.fromEntries(await request.formData()) };
  const text = await request.text();
  if (text.trim() === '') return fromQuery;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { ...fromQuery, ...value };
  } catch {
    // Told below.
  }
  throw badParameter('The request body must be a JSON object.');
};
