import { defineConfig } from '@playwright/test';

import { headless, launch } from './support/chromium.ts';

const phone = /\.phone\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  globalSetup: './global-setup.ts',
  forbidOnly: !!process.env.CI,
  // A test that passes at the second try has found a fault.
  retries: 0,
  // Each worker has a school of its own; its tests run one after another, so that one that writes surprises no other.
  workers: 2,
  reporter: [['list'], ['./totals.ts']],
  use: {
    // What a page loads must be seen by the story; what is kept on the device has stories of its own.
    serviceWorkers: 'block',
    locale: 'uk-UA',
    timezoneId: 'Europe/Kyiv',
    screenshot: 'only-on-failure',
    launchOptions: launch(headless),
  },
  // Those first that wait for what is told in its own time.
  projects: [
    {
      name: 'phone',
      testMatch: phone,
      use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    },
    { name: 'desktop', testIgnore: phone, use: { viewport: { width: 1366, height: 768 } } },
  ],
});
