import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { serve } from '../support/klas.ts';
import { kept } from '../support/pocket.ts';
import { expect, signIn, test, type Page } from '../support/school.ts';

test.use({ serviceWorkers: 'allow', noise: /ERR_INTERNET_DISCONNECTED|Failed to (fetch|load)/ });

/** The names under which pages are kept, one for each version of the site. */
const versions = (page: Page) => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('pages-')));

test('the first visit after an upgrade shows the new version whole, and keeps it', async ({ page, context }) => {
  test.setTimeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'klas-upgrade-'));
  cpSync(process.env.KLAS_SCHOOL ?? '', folder, { recursive: true });
  const database = `sqlite://${folder}/klas.db`;
  let served = await serve(database, 'before-upgrade');
  try {
    await signIn(page, 'guardian', served.url);
    await page.goto(`${served.url}/diary`);
    const diary = page.url();
    const named = ((await page.locator('[data-keep]').getAttribute('data-keep')) ?? '').split(' ');
    await expect.poll(() => kept(page)).toEqual(expect.arrayContaining(named));
    const program = page.locator('head script[src^="/app.js"]');
    const before = (await program.getAttribute('src')) ?? '';
    const [old] = await versions(page);

    const site = join(folder, 'site');
    mkdirSync(site);
    const text = await (await page.request.get(served.url + before)).text();
    writeFileSync(join(site, 'app.js'), `${text}\n// Of another version.\n`);
    const { port } = new URL(served.url);
    await served.stop();
    served = await serve(database, 'upgraded', { port, settings: { KLAS_SITE_DIR: site } });

    // The worker of the old version shows what it kept, and the page takes the new one's place as soon as it comes.
    await page.goto(diary);
    await expect(program).not.toHaveAttribute('src', before);
    await expect.poll(async () => (await versions(page)).includes(old ?? '')).toBe(false);
    await expect.poll(() => kept(page)).toEqual(expect.arrayContaining(named));
    const after = (await program.getAttribute('src')) ?? '';

    await context.setOffline(true);
    await page.goto(diary);
    await expect(page.locator('#since')).toHaveText(/^Немає зв'язку\. Станом на \d\d:\d\d$/);
    await expect(page.locator('section.day')).toHaveCount(5);
    await expect(program).toHaveAttribute('src', after);
  } finally {
    await served.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
