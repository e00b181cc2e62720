// Adds up what jest wrote with --json, files in the order they were made, and prints one line. Of a test file that was
// run again the last run counts. Fails when a test failed or when none ran.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const files = process.argv.slice(2).filter((file) => existsSync(file));
const last = new Map();
const unsteady = [];
for (const file of files) {
  for (const result of JSON.parse(readFileSync(file, 'utf8')).testResults) {
    if (last.has(result.name) && result.status === 'passed') unsteady.push(relative('.', result.name));
    last.set(result.name, result);
  }
}

const count = (status) =>
  [...last.values()].reduce(
    (total, { assertionResults }) => total + assertionResults.filter((one) => one.status === status).length,
    0,
  );
// A suite that could not even be loaded has no tests to count.
const unloaded = [...last.values()].filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
).length;
const passed = count('passed');
const failed = count('failed') + unloaded;

for (const name of unsteady) console.log(`Passed only when run again, alone: ${name}`);
console.log(
  `${passed} passed, ${failed} failed, ${count('pending') + count('todo') + count('skipped')} skipped`,
);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
