import { createHmac } from 'node:crypto';

const beyond = /[\u007f-\uffff]/g;
const escapeUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** JSON as the platform writes and signs it: non-ASCII as `\uXXXX` in lower case, slashes escaped. */
export const serialize = (value: unknown): string =>
  JSON.stringify(value).replaceAll('/', '\\/').replace(beyond, escapeUnit);

/** The value of `X-Hub-Signature-256` over exactly these bytes. */
export const signature = (appSecret: string, body: string): string =>
  `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
