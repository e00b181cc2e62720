import { expect, it } from '@jest/globals';
import ts from 'typescript';
import { read, sourcesIn } from './files.ts';
import { lineOf, nodesOf, parse } from './syntax.ts';

// What n8n's package scan refuses, and every other way to a clock, chance or the world outside.
const globals = new Set(
  `setTimeout clearTimeout setInterval clearInterval setImmediate clearImmediate process global globalThis
   __dirname __filename console eval Function child_process performance require fetch`.split(/\s+/),
);
const pureDateMembers = new Set(['parse', 'UTC', 'prototype']);

/** The uses of what core must be given as arguments. A name that the file itself declares is its own. */
function impure(text: string): string[] {
  const identifiers = [...nodesOf(parse(text))].filter(ts.isIdentifier);
  const own = new Set(identifiers.filter(isDeclared).map((identifier) => identifier.text));
  return identifiers
    .filter((identifier) => isValue(identifier) && !own.has(identifier.text))
    .filter((identifier) => globals.has(identifier.text) || readsClock(identifier) || rollsDice(identifier))
    .map((identifier) => `${lineOf(identifier)}: ${identifier.parent.getText()}`);
}

function isDeclared(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  const declares =
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent);
  // A parameter of a function type names nothing that could be used.
  const inType =
    ts.isParameter(parent) && (ts.isFunctionTypeNode(parent.parent) || ts.isMethodSignature(parent.parent));
  return declares && !inType && parent.name === identifier;
}

/** False for names of members (`x.process`, `{ process: 1 }`), of types and of labels. */
function isValue(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === identifier;
  if (ts.isBindingElement(parent)) return parent.initializer === identifier;
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent))
    return parent.initializer === identifier;
  if (ts.isParameter(parent) || ts.isVariableDeclaration(parent)) return parent.initializer === identifier;
  return !(
    ts.isTypeReferenceNode(parent) ||
    ts.isTypeQueryNode(parent) ||
    ts.isQualifiedName(parent) ||
    ts.isTypeElement(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isAccessor(parent) ||
    ts.isNamedTupleMember(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent)
  );
}

function readsClock(identifier: ts.Identifier): boolean {
  if (identifier.text !== 'Date') return false;
  const { parent } = identifier;
  if (ts.isNewExpression(parent)) return !parent.arguments?.length;
  if (ts.isPropertyAccessExpression(parent)) return !pureDateMembers.has(parent.name.text);
  return !(ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword);
}

function rollsDice(identifier: ts.Identifier): boolean {
  if (identifier.text !== 'Math') return false;
  const { parent } = identifier;
  return !ts.isPropertyAccessExpression(parent) || parent.name.text === 'random';
}

it('core touches no clock, timer, chance, environment, console or global', () => {
  const found = sourcesIn('core/src').flatMap((file) => impure(read(file)).map((use) => `${file}:${use}`));
  expect(found).toEqual([]);
});

it.each([
  'setTimeout(f, 1)',
  'const stop = clearInterval;',
  'const key = process.env.KEY;',
  'const { env } = process;',
  'const world = { console };',
  'globalThis.x = 1;',
  'eval("1")',
  'new Function("return 1")',
  'Date.now()',
  'Date["now"]()',
  'const { now } = Date;',
  'new Date()',
  'new Date',
  'performance.now()',
  'Math.random()',
  'await fetch(url)',
  'const f = (now = Date.now) => now();',
])('notices %s', (text) => {
  expect(impure(text)).not.toEqual([]);
});

it.each([
  'x.process.setTimeout(1)',
  '// process.env\nconst a = "Date.now()"; const b = `console`;',
  'interface Context { fetch: typeof other; process(): void; console?: string }',
  'const send = ({ fetch }: Context) => fetch("x");',
  'const o = { process: 1, global: 2 };',
  'new Date(0); Date.parse(text); Date.UTC(2026, 0); x instanceof Date;',
  'type Fetch = typeof fetch;',
  'const at = (time: Date): Date => time;',
  'Math.max(1, 2)',
])('leaves %s alone', (text) => {
  expect(impure(text)).toEqual([]);
});
