import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { klas, serve, type Served } from '../support/klas.ts';
import { allSaved, cell, expect, gridIsAlive, test, type Page } from '../support/school.ts';

const sheets = resolve(import.meta.dirname, '../fixtures/school');
const folder = mkdtempSync(join(tmpdir(), 'klas-import-'));
const database = `sqlite://${folder}/klas.db`;
let served: Served;

test.beforeAll(async () => {
  expect(klas(database, ['import', sheets])).toContain('учні: додано 3');
  expect(klas(database, ['import', sheets])).toContain('Без змін');
  const account = (login: string, person: string) =>
    klas(database, ['user', 'add', login, '--person', person, '--password-stdin'], 'калина-2026');
  account('koval', 'Коваль Оксана Петрівна');
  account('gudz', 'Ґудзь Олена Петрівна');
  served = await serve(database, 'import');
});

test.afterAll(async () => {
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(`${served.url}/sign-in`);
  await page.getByLabel('Ім\'я для входу').fill(login);
  await page.getByLabel('Пароль').fill('калина-2026');
  await page.getByRole('button', { name: 'Увійти' }).click();
}

test('a school comes from its spreadsheets, its teacher marks, its family sees the mark', async ({ page, browser }) => {
  await signIn(page, 'koval');
  await expect(page.getByText('Алгебра · 8-А')).toBeVisible();
  await page.getByRole('link', { name: 'Журнал', exact: true }).click();
  await gridIsAlive(page);
  // In the order of the Ukrainian alphabet, which is not that of the code points.
  await expect(page.locator('#grid tbody th.nm')).toHaveText(['Бабенко Софія', 'Ґудзь Ярина', 'Їжак Мирослав']);
  await (await cell(page, 2, '24.11')).click();
  await page.keyboard.type('10');
  await page.keyboard.press('Enter');
  await allSaved(page);

  const home = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })).newPage();
  await signIn(home, 'gudz');
  await expect(home.getByRole('heading', { level: 1 })).toHaveText('Ґудзь Ярина · 8-А');
  await expect(home.locator('section.day.now li', { hasText: 'Алгебра' }).locator('.value')).toHaveText('10');
  await home.context().close();
});
