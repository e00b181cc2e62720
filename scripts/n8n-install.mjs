// Installs the n8n that the tests run in, and prints where it is.
import { ensureN8n } from './lib/n8n-install.mjs';

const { folder } = await ensureN8n((line) => console.log(line));
console.log(folder);
