import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { menuFor } from '@centralita/sandbox/phone/menu';
import { expect, it } from '@jest/globals';
import { inboxKeys } from './inbox/key-words.client.ts';
import { dictionaries } from './words/index.ts';

const docs = resolve(import.meta.dirname, '../../../docs');

it.each([
  ['en', 'console.md'],
  ['es', 'es/console.md'],
] as const)(
  'the guide in %s names every key and every page, and shows pictures that are there',
  (language, file) => {
    const path = resolve(docs, file);
    const text = readFileSync(path, 'utf8');
    const words = dictionaries[language];
    const keys = [...text.matchAll(/^\| (`.+`) \| (.+) \|$/gm)].map(([, key = '', does]) => [
      key.replaceAll('`', ''),
      does,
    ]);
    expect(keys).toEqual(inboxKeys.map(([key, word]) => [key, words[word]]));
    for (const { label } of menuFor(language, '', { hub: true, sandbox: false }))
      expect(text).toContain(label);
    const pictures = [...text.matchAll(/!\[.+\]\((.+\.png)\)/g)].map(([, name = '']) => name);
    expect(pictures.length).toBeGreaterThan(4);
    expect(pictures.filter((name) => !existsSync(resolve(dirname(path), name)))).toEqual([]);
  },
);
