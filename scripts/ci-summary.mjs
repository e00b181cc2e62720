// Adds up what jest wrote with --json and prints one line. Fails when a test failed or when none ran.
import { existsSync, readFileSync } from 'node:fs';

const files = process.argv.slice(2).filter((file) => existsSync(file));
const runs = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const sum = (count) => runs.reduce((total, run) => total + count(run), 0);

const passed = sum((run) => run.numPassedTests);
// A suite that could not even be loaded has no tests to count.
const failed = sum((run) => run.numFailedTests + run.numRuntimeErrorTestSuites);
const skipped = sum((run) => run.numPendingTests + run.numTodoTests);

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
