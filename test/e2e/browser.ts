import chromium from '@sparticuz/chromium';
import { type Browser, chromium as launcher } from 'playwright-core';

/** A Chromium that comes with npm. */
export const launch = async (): Promise<Browser> =>
  launcher.launch({
    executablePath: await chromium.executablePath(),
    // Not the package's own list: one process for all and no web security suit a lambda, not a test.
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'],
    headless: true,
  });
