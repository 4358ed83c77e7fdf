import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { chromium, test, expect, type Page } from '@playwright/test';

import { wholeBrowser } from '../support/chromium.ts';
import { klas, serve } from '../support/klas.ts';
import { allSaved, cell, cellsOf, gridIsAlive, openAlgebra, password } from '../support/school.ts';

/** A browser with a profile of its own on the disk, which can be killed as when the power fails. */
async function startBrowser(profile: string): Promise<{ process: ChildProcess; page: Page }> {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--lang=uk', '--accept-lang=uk'];
  const args = [...flags, '--remote-debugging-port=0', '--window-size=1366,768', `--user-data-dir=${profile}`, 'about:blank'];
  const process = spawn(wholeBrowser, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface({ input: process.stderr! })) {
    const address = /DevTools listening on (\S+)/.exec(line)?.[1];
    if (!address) continue;
    const context = (await chromium.connectOverCDP(address)).contexts()[0]!;
    return { process, page: context.pages()[0] ?? (await context.newPage()) };
  }
  throw new Error('Chromium did not start');
}

/** Kills a browser, and waits until the story knows that it is gone. */
async function kill({ process, page }: { process: ChildProcess; page: Page }): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const parted = new Promise((done) => page.context().browser()?.once('disconnected', done));
  process.kill('SIGKILL');
  await Promise.all([once(process, 'exit'), parted]);
}

/** How many changes the school's history holds. */
function changes(database: string): number {
  return Number(/записів: (\d+)/.exec(klas(database, ['verify', '--history']))![1]);
}

test('fifty marks typed without a network outlive the browser, and each is saved once', async () => {
  test.setTimeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'klas-offline-'));
  const database = `sqlite://${folder}/klas.db`;
  klas(database, ['demo']);
  const first = await serve(database, 'offline');
  const { port } = new URL(first.url);
  let browser = await startBrowser(join(folder, 'profile'));
  try {
    await browser.page.goto(first.url);
    await openAlgebra(browser.page, first.url);
    await browser.page.evaluate(() => navigator.serviceWorker.ready);
    // The page that is shown without a network is the one that came through the service worker.
    await browser.page.reload();
    await gridIsAlive(browser.page);
    const journal = browser.page.url();
    const before = changes(database);
    await first.stop();

    for (const day of ['18.11', '19.11']) {
      const stood = await (await cellsOf(browser.page, day)).allTextContents();
      await (await cell(browser.page, 1, day)).click();
      for (const text of stood.slice(0, 25)) {
        await browser.page.keyboard.type(text === '9' ? '8' : '9');
        await browser.page.keyboard.press('Enter');
      }
    }
    await expect(browser.page.locator('#grid-status')).toContainText('Не надіслано: 50');
    await kill(browser);

    browser = await startBrowser(join(folder, 'profile'));
    await browser.page.goto(journal);
    await gridIsAlive(browser.page);
    await expect(browser.page.locator('#since')).toHaveText(/^Немає зв'язку\. Станом на/);
    await expect(await cell(browser.page, 25, '19.11')).toHaveText(/^[89]$/);
    await expect(browser.page.locator('#grid-status')).toContainText('Не надіслано: 50');

    const second = await serve(database, 'offline-again', { port });
    // Chromium writes a cookie to the disk some time after it came: the session may have gone with the browser.
    const status = browser.page.locator('#grid-status');
    await expect(status).toHaveText(/✓ Усе збережено|Сеанс завершився/, { timeout: 20_000 });
    const form = browser.page.getByRole('alertdialog');
    if (await form.isVisible()) {
      await form.getByLabel('Ім\'я для входу').fill('teacher');
      await form.getByLabel('Пароль').fill(password);
      await form.getByRole('button', { name: 'Увійти й зберегти' }).click();
    }
    await allSaved(browser.page);
    await second.stop();
    expect(changes(database) - before).toBe(50);
  } finally {
    await kill(browser);
    await first.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what was left unsaved is named on the next page of the teacher, and saved from there', async () => {
  test.setTimeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'klas-left-'));
  const database = `sqlite://${folder}/klas.db`;
  klas(database, ['demo']);
  const first = await serve(database, 'left');
  const { port } = new URL(first.url);
  let browser = await startBrowser(join(folder, 'profile'));
  try {
    await openAlgebra(browser.page, first.url);
    const journal = new URL(browser.page.url()).pathname;
    const before = changes(database);
    await first.stop();
    const own = await cell(browser.page, 1, '18.11');
    const typed = (await own.textContent()) === '9' ? '8' : '9';
    await own.click();
    await browser.page.keyboard.type(typed);
    await browser.page.keyboard.press('Enter');
    await expect(browser.page.locator('#grid-status')).toContainText('Не надіслано: 1');
    await kill(browser);

    const second = await serve(database, 'left-again', { port });
    browser = await startBrowser(join(folder, 'profile'));
    const { page } = browser;
    await page.goto(`${second.url}/today`);
    // Chromium writes a cookie to the disk some time after it came: the session may have gone with the browser.
    if (page.url().includes('/sign-in')) {
      await page.getByLabel('Ім\'я для входу').fill('teacher');
      await page.getByLabel('Пароль').fill(password);
      await page.getByRole('button', { name: 'Увійти' }).click();
    }
    await expect(page).toHaveURL(/\/today$/);
    const notice = page.locator('#unsaved');
    await expect(notice).toHaveAttribute('role', 'status');
    await expect(notice).toHaveText('Ще не збережено: Алгебра · 8-А – відкрити, щоб зберегти Відкинути');
    await notice.getByRole('link').click();
    await expect(page).toHaveURL(new RegExp(`${journal}$`));
    await gridIsAlive(page);
    await allSaved(page);
    await expect(await cell(page, 1, '18.11')).toHaveText(typed);
    await page.goto(`${second.url}/today`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(notice).toHaveCount(0);
    await second.stop();
    expect(changes(database) - before).toBe(1);
  } finally {
    await kill(browser);
    await first.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
