import type { LaunchOptions } from '@playwright/test';

/** The whole browser, with notices and profiles. */
export const wholeBrowser = process.env.KLAS_CHROMIUM ?? '/usr/bin/chromium';

/** Chromium that draws for no screen, which takes half the time; where the system has none, the whole browser. */
export const headless = process.env.KLAS_CHROMIUM_HEADLESS ?? wholeBrowser;

/** How a browser is started that speaks to nobody but the school. */
export function launch(executablePath: string): LaunchOptions {
  return {
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}
