import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { test as base, expect, type Browser, type BrowserContext, type Locator, type Page, type Worker } from '@playwright/test';

import { serve } from './klas.ts';

export { expect };
export type { Browser, BrowserContext, Locator, Page, Worker };

/** The password of every account of the demonstration school. */
export const password = 'klas-demo';

/** Chromium reports every refusal; a page or a call may be refused in a story, a file of the site may not. */
const refusal = /status of 4\d\d/;
const file = /\.(css|js|wasm|svg)$/;
/** The configuration keeps service workers out of the other stories, and says so at each page. */
const blocked = 'Service Worker registration blocked by Playwright';

/** Serves a copy of the demonstration school until its stories are told. */
async function serveSchool(use: (url: string) => Promise<void>, worker: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'klas-school-'));
  try {
    cpSync(process.env.KLAS_SCHOOL ?? '', folder, { recursive: true });
    const server = await serve(`sqlite://${folder}/klas.db`, `klas-${worker}`);
    await use(server.url);
    await server.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tests whose pages must not complain: `noise` is what a test's own story makes the console say. */
export const test = base.extend<{ noise: RegExp | undefined; complaints: void }, { school: string }>({
  school: [({}, use, { workerIndex }) => serveSchool(use, workerIndex), { scope: 'worker' }],
  baseURL: ({ school }, use) => use(school),
  noise: [undefined, { option: true }],
  complaints: [
    async ({ context, noise }, use) => {
      const heard: string[] = [];
      const hear = (text: string) => {
        if (text !== blocked && !noise?.test(text)) heard.push(text);
      };
      context.on('console', (message) => {
        const refused = refusal.test(message.text()) && !file.test(new URL(message.location().url).pathname);
        if (['error', 'warning'].includes(message.type()) && !refused) hear(message.text());
      });
      context.on('weberror', (error) => hear(error.error().message));
      await use();
      expect(heard, 'what the console said').toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs in; `at` is the address of a server of the story's own. */
export async function signIn(page: Page, login: string, at = ''): Promise<void> {
  await page.goto(`${at}/sign-in`);
  await page.getByLabel('Ім\'я для входу').fill(login);
  await page.getByLabel('Пароль').fill(password);
  await page.getByRole('button', { name: 'Увійти' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Opens the journal of a subject from the list of journals, and waits until the grid is alive. */
export async function openJournal(page: Page, subject: string, grade: string, at = ''): Promise<void> {
  await page.goto(`${at}/journal`);
  const section = page.locator('section', { has: page.getByRole('heading', { name: grade }) });
  await section.getByRole('link', { name: subject }).first().click();
  await gridIsAlive(page);
}

/** The teacher's journal that the tests write into. */
export async function openAlgebra(page: Page, at = ''): Promise<void> {
  await signIn(page, 'teacher', at);
  await openJournal(page, 'Алгебра', '8-А', at);
}

export async function gridIsAlive(page: Page): Promise<void> {
  await expect(page.locator('#panel .lesson-panel')).toBeVisible();
}

/** The place of a day's column in the grid, counted from nought. */
export async function columnOf(page: Page, day: string): Promise<number> {
  await page.waitForLoadState('domcontentloaded');
  await page.locator('#grid thead th').first().waitFor();
  const headings = await page.locator('#grid thead th').allTextContents();
  const place = headings.findIndex((text) => text.startsWith(day));
  expect(place, `the column of ${day}`).toBeGreaterThan(1);
  return place;
}

/** The cells of a day's column, from the first pupil to the last. */
export async function cellsOf(page: Page, day: string): Promise<Locator> {
  return page.locator(`#grid tbody td:nth-child(${(await columnOf(page, day)) + 1})`);
}

/** The cell of a pupil, counted from one, on a day. */
export async function cell(page: Page, row: number, day: string): Promise<Locator> {
  return (await cellsOf(page, day)).nth(row - 1);
}

/** Presses the keys of a Ukrainian keyboard; Playwright knows those of an American one alone. */
export async function typeLetters(page: Page, letters: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  for (const key of letters) {
    await browser.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text: key });
    await browser.send('Input.dispatchKeyEvent', { type: 'keyUp', key });
  }
  await browser.detach();
}

/** Waits until the grid says that everything is saved, and the browser has let go of what it kept in case it was not: a page
 * that is left in between is named as one with something unsaved, until it is opened. */
export async function allSaved(page: Page): Promise<void> {
  await expect(page.locator('#grid-status')).toHaveText('✓ Усе збережено');
  await expect.poll(() => page.evaluate(keptOfThisJournal)).toEqual([]);
}

async function keptOfThisJournal(): Promise<string[]> {
  const answer = <T>(request: IDBRequest<T>) => new Promise<T>((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  if (!(await indexedDB.databases()).some((own) => own.name === 'klas')) return [];
  const database = await answer(indexedDB.open('klas'));
  const keys = await answer(database.transaction('unsaved').objectStore('unsaved').getAllKeys());
  database.close();
  const course = location.pathname.split('/')[2] ?? '';
  return keys.map(String).filter((key) => key.includes(course));
}
