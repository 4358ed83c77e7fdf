import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { klas, serve, type Served } from '../support/klas.ts';
import { expect, password, test, type Page } from '../support/school.ts';

/** The semester is over: every teacher has decided. */
const lastDay = '2026-12-25';
const folder = mkdtempSync(join(tmpdir(), 'klas-reports-'));
const database = `sqlite://${folder}/klas.db`;
let served: Served;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  klas(database, ['demo'], '', lastDay);
  served = await serve(database, 'reports', { day: lastDay });
});

test.afterAll(async () => {
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(`${served.url}/sign-in`);
  await page.getByLabel('Ім\'я для входу').fill(login);
  await page.getByLabel('Пароль').fill(password);
  await page.getByRole('button', { name: 'Увійти' }).click();
}

test('a deputy reads what the semester came to, down to the pupils behind a figure', async ({ page }) => {
  await signIn(page, 'deputy');
  await page.getByRole('link', { name: 'Звіти', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('І семестр');
  const row = page.getByRole('row', { name: /8-А/ }).first();
  await expect(row).toBeVisible();
  await row.getByRole('link', { name: '8-А' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('8-А');
  await expect(page.getByText('Алгебра').first()).toBeVisible();
  await page.goBack();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /XLSX/ }).click();
  expect((await download).suggestedFilename()).toMatch(/\.xlsx$/);
});

test('the semester reaches the family: its marks stand under the current ones', async ({ page }) => {
  await signIn(page, 'guardian');
  await page.getByRole('link', { name: 'Оцінки', exact: true }).first().click();
  await expect(page.locator('.sums').first()).toContainText('І\u00a0сем.');
});

test('the package of the semester is made while the server is restarted', async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, 'deputy');
  await page.goto(`${served.url}/reports?period=1`);
  await page.getByRole('link', { name: 'Пакет документів' }).click();
  await page.getByRole('button', { name: 'Підготувати пакет' }).click();
  await expect(page.getByText(/Готово [1-9]\d* із \d+ документів/)).toBeVisible({ timeout: 20_000 });
  await served.stop();
  served = await serve(database, 'reports', { day: lastDay });
  await page.goto(`${served.url}/reports/package`);
  await expect(page.getByText(/Готово [1-9]\d* із \d+ документів/)).toBeVisible();
  const take = page.getByRole('link', { name: 'Завантажити ZIP' });
  await expect(take).toBeVisible({ timeout: 120_000 });
  const download = page.waitForEvent('download');
  await take.click();
  expect((await download).suggestedFilename()).toBe('klas-1.zip');
});

test('a package that nobody needs is stopped', async ({ page }) => {
  await signIn(page, 'head');
  await page.goto(`${served.url}/reports/package`);
  await page.getByRole('button', { name: 'Підготувати пакет' }).click();
  await page.getByRole('button', { name: 'Скасувати' }).click();
  await expect(page.getByText('Підготовку скасовано.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Підготувати пакет' })).toBeVisible();
});

test('a class teacher prints the report cards of the own class', async ({ page }) => {
  await signIn(page, 'class-teacher');
  await page.getByRole('link', { name: /Мій клас/ }).first().click();
  await page.getByRole('link', { name: 'Зведений облік' }).click();
  await page.getByRole('link', { name: 'Табелі' }).click();
  await expect(page.getByRole('heading', { level: 2 })).toContainText('Табель навчальних досягнень');
  const pdf = await page.request.get(`${page.url()}.pdf`);
  expect(pdf.headers()['content-type']).toBe('application/pdf');
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
});
