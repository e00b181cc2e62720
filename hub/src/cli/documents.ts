/** The bytes of a whole stream. */
export const readAll = async (stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(typeof part === 'string' ? Buffer.from(part) : part);
  return Buffer.concat(parts);
};

export interface Split {
  readonly documents: readonly Uint8Array[];
  /** `line` where the text was read as JSON Lines. */
  readonly problems: readonly { readonly line?: number; readonly message: string }[];
}

const newline = 10;

/**
 * One JSON document, or else one a line (JSON Lines). Bytes are handed on as they are: a number may be larger
 * than JavaScript holds.
 */
export const splitDocuments = (bytes: Uint8Array): Split => {
  const whole = check(bytes);
  if (whole === undefined) return { documents: [bytes], problems: [] };
  const documents: Uint8Array[] = [];
  const problems: { line: number; message: string }[] = [];
  let line = 0;
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(newline, from);
    const until = end === -1 ? bytes.length : end;
    const part = bytes.subarray(from, until);
    from = until + 1;
    line++;
    if (part.every((byte) => byte <= 32)) continue;
    const wrong = check(part);
    if (wrong === undefined) documents.push(part);
    else problems.push({ line, message: wrong });
  }
  // Not a single line is JSON: then it was not meant as JSON Lines, and the whole says best what is wrong.
  if (documents.length === 0) return { documents, problems: [{ message: whole }] };
  return { documents, problems };
};

const check = (bytes: Uint8Array): string | undefined => {
  if (bytes.every((byte) => byte <= 32)) return 'it is empty';
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return /utf-8/i.test(message) ? 'it is not UTF-8 text' : message;
  }
};
