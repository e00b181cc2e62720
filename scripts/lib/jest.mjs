const flags = ['--experimental-vm-modules', '--conditions=source', '--disable-warning=ExperimentalWarning'];

/** What to give Node so that it runs jest in ESM mode, with the workspaces from their sources. */
export function jestArguments(given) {
  const slow = given.includes('--slow');
  const rest = given.filter((argument) => argument !== '--slow');
  // The pattern comes last because jest takes everything behind it as further patterns.
  // n8n's suites are `npm run test:n8n`.
  const only = slow
    ? ['--runInBand', '--passWithNoTests', '--testMatch=**/*.slow.ts', '--testMatch=!**/test/n8n/**']
    : [];
  return [...flags, 'node_modules/jest/bin/jest.js', ...rest, ...only];
}
