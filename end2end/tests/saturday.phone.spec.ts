import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { serve, type Served } from '../support/klas.ts';
import { kept } from '../support/pocket.ts';
import { expect, signIn, test } from '../support/school.ts';

test.use({ serviceWorkers: 'allow', noise: /ERR_INTERNET_DISCONNECTED|Failed to (fetch|load)/ });

let folder: string;
let served: Served;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'klas-saturday-'));
  cpSync(process.env.KLAS_SCHOOL ?? '', folder, { recursive: true });
  served = await serve(`sqlite://${folder}/klas.db`, 'saturday', { day: '2026-11-28' });
});

test.afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('at a weekend the next week opens without a network, and so do the two before it', async ({ page, context }) => {
  await signIn(page, 'guardian', served.url);
  await page.getByRole('link', { name: /Роксолана/ }).click();
  await expect(page.locator('#d2026-11-30')).toBeVisible();
  const named = ((await page.locator('[data-keep]').getAttribute('data-keep')) ?? '').split(' ');
  expect(named, 'of each of two children three weeks and the marks').toHaveLength(8);
  await expect.poll(() => kept(page)).toEqual(expect.arrayContaining(named));
  for (const offline of [false, true]) {
    await context.setOffline(offline);
    await page.goto(`${served.url}/`);
    for (const day of ['2026-11-30', '2026-11-24', '2026-11-17']) {
      await expect(page.locator(`#d${day}`), `offline: ${offline}`).toBeVisible();
      await page.getByRole('link', { name: 'Попередній тиждень' }).click();
    }
  }
});
