import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { read, root } from './files.ts';
import { nodesOf, parse } from './syntax.ts';

const config = 'hub/src/config.ts';
const pages = ['docs/configuration.md', 'docs/es/configuration.md'];
const variable = /^[A-Z][A-Z0-9_]+$/;

const isEnv = (node: ts.Node): boolean =>
  (ts.isIdentifier(node) && node.text === 'env') ||
  (ts.isPropertyAccessExpression(node) && node.name.text === 'env');

/** Names in `env.NAME`, `env['NAME']`, `const { NAME } = env` and `helper(env, 'NAME')`. */
function variablesRead(text: string): string[] {
  const names = [...nodesOf(parse(text))].flatMap((node) => {
    if (ts.isPropertyAccessExpression(node) && isEnv(node.expression)) return [node.name.text];
    if (ts.isElementAccessExpression(node) && isEnv(node.expression))
      return literals([node.argumentExpression]);
    if (ts.isCallExpression(node) && node.arguments.some(isEnv)) return literals(node.arguments);
    const source = ts.isVariableDeclaration(node) && node.initializer && isEnv(node.initializer) && node.name;
    if (!source || !ts.isObjectBindingPattern(source)) return [];
    return source.elements.map((element) => (element.propertyName ?? element.name).getText());
  });
  return [...new Set(names.filter((name) => variable.test(name)))].sort();
}

const literals = (nodes: Iterable<ts.Node>) =>
  [...nodes].filter(ts.isStringLiteralLike).map((literal) => literal.text);

/** Names in backticks at the start of a table's row. */
const variablesListed = (markdown: string): string[] =>
  [...new Set([...markdown.matchAll(/^\|\s*`([A-Z][A-Z0-9_]+)`/gm)].map((match) => match[1] ?? ''))].sort();

describe.each(pages)('%s', (page) => {
  const there = [config, page].every((file) => existsSync(join(root, file)));
  const test = there ? it : it.skip;
  test(`lists exactly the variables that the hub reads${there ? '' : ' (skipped: not written yet)'}`, () => {
    expect(variablesListed(read(page))).toEqual(variablesRead(read(config)));
  });
});

it('finds variables however they are read', () => {
  const text = `const { PORT: port } = env; a(env.DATA_DIR, env['HOST'], process.env.LOG); text(env, 'KEY', 'not'); // env.NO`;
  expect(variablesRead(text)).toEqual(['DATA_DIR', 'HOST', 'KEY', 'LOG', 'PORT']);
});

it('finds variables in the first column of a table', () => {
  expect(variablesListed('Set `NOT` so.\n| `PORT` | x `NO` |\n|`HOST`|')).toEqual(['HOST', 'PORT']);
});
