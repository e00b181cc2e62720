// Prints the test files that failed, one a line, from what jest wrote with --json. None when there is no such file.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [file] = process.argv.slice(2);
if (file && existsSync(file)) {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name, status } of testResults) if (status === 'failed') console.log(relative('.', name));
}
