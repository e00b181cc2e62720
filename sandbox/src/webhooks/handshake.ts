import { GraphError } from '../graph/error.ts';

const patienceMs = 10_000;

/** Asks an address to prove that it expects webhooks (GET with a challenge); throws what the platform answers if not. */
export const handshake = async (fetcher: typeof fetch, address: string, token: string, challenge: string) => {
  const url = parse(address);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', token);
  const failed = (why: string) =>
    new GraphError(2200, undefined, {
      http: 400,
      message: `(#2200) Callback verification failed with the following errors: ${why}`,
    });
  let response: Response;
  let body: string;
  try {
    response = await fetcher(url, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) });
    body = await response.text();
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
    throw failed(`curl_errno = 7; curl_error = ${cause}`);
  }
  if (response.status !== 200) throw failed(`HTTP Status Code = ${response.status}`);
  if (body.trim() !== challenge)
    throw failed(
      `Response Does Not Match Challenge, Expected Value = '${challenge}', Received Value = '${body.slice(0, 60)}'`,
    );
};

const parse = (address: string): URL => {
  const bad = (details: string) => new GraphError(100, details);
  if (address.length > 200) throw bad('The callback address must be at most 200 characters long.');
  try {
    const url = new URL(address);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  } catch {
    // Told below.
  }
  throw bad(`Invalid callback URI format: ${address}`);
};
