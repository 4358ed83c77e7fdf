import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { axeFaults } from '../support/axe.ts';
import { klas, serve, type Served } from '../support/klas.ts';
import { expect, password, test, type Locator, type Page } from '../support/school.ts';
import { numbers } from '../support/workbook.ts';
import { schoolOfTwoYears, signInAt } from '../support/years.ts';

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

test('a list of a class leads to a pupil\'s marks, and a list of a subject back to the subjects', async ({ page }) => {
  await signIn(page, 'deputy');
  await page.goto(`${served.url}/reports?period=1`);
  await page.getByRole('row', { name: /8-А/ }).first().getByRole('link', { name: '8-А' }).click();
  const pupil = page.locator('#sufficient li a').first();
  const name = await pupil.innerText();
  await pupil.click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  await page.goto(`${served.url}/reports?period=1&by=subjects`);
  await page.getByRole('link', { name: 'Алгебра', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Алгебра');
  await page.getByRole('link', { name: '‹ Звіти' }).click();
  await expect(page).toHaveURL(/by=subjects/);
  await expect(page.getByRole('link', { name: 'Географія', exact: true }).first()).toBeVisible();
});

test('the semester reaches the family: its marks stand under the current ones', async ({ page }) => {
  await signIn(page, 'guardian');
  await page.getByRole('link', { name: 'Оцінки', exact: true }).first().click();
  await expect(page.locator('.sums').first()).toContainText('І\u00a0сем.');
});

test('the package of the semester is made while the server is restarted', async ({ page }) => {
  // It is made behind all else, and other stories are told beside this one.
  test.setTimeout(360_000);
  await signIn(page, 'deputy');
  await page.goto(`${served.url}/reports?period=1`);
  await page.getByRole('link', { name: 'Пакет документів' }).click();
  await page.getByRole('button', { name: 'Підготувати пакет' }).click();
  await expect(page.getByText(/Готово [1-9]\d* із \d+ документів/)).toBeVisible({ timeout: 60_000 });
  await served.stop();
  served = await serve(database, 'reports', { day: lastDay });
  await page.goto(`${served.url}/reports/package`);
  await expect(page.getByText(/Готово [1-9]\d* із \d+ документів/)).toBeVisible();
  const take = page.getByRole('link', { name: 'Завантажити ZIP' });
  await expect(take).toBeVisible({ timeout: 240_000 });
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

/** The numbers that are read in a row: `3 з 5` has two. */
async function read(row: Locator): Promise<number[]> {
  const text = (await row.locator('td').allInnerTexts()).join(' ');
  return (text.match(/\d+(,\d+)?/g) ?? []).map((number) => Number(number.replace(',', '.')));
}

test('a change leads to the pupils behind it, who come to it, on a phone without JavaScript too', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  const school = await schoolOfTwoYears(browser);
  try {
    await signInAt(school.url, page, 'deputy');
    await page.goto(`${school.url}/reports?period=1`);
    const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) }).first();
    await row('8-А').getByRole('link', { name: /33,4/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Зміна порівняно з минулим роком: Якість · І семестр · 8-А');
    await expect(row('Абрам')).toContainText('оцінка 10');
    await expect(row('Абрам')).toContainText('оцінка 9');
    await expect(row('Новак'), 'who was not here last year').toContainText('не в закладі');
    await expect(row('Вовк'), 'who left').toContainText('оцінка 12');
    for (const group of ['І цього року, і торік', 'Торік не було', 'Цього року вже немає']) {
      await expect(row(group)).toBeVisible();
    }
    expect(await read(row('Разом'))).toEqual([33.3, 1, 3, 66.7, 2, 3, 33.4]);
    expect(await axeFaults(page)).toEqual([]);

    // The points of the pupils, 10 + 5 + 3 and 9 + 4 + 12, are what the mean is made of.
    await page.getByRole('link', { name: 'Середній бал' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Середній бал');
    expect(await read(row('Разом'))).toEqual([6, 18, 3, 8.33, 25, 3, 2.33]);
    await expect(row('Абрам')).toContainText('більше на 1,00');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /XLSX/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('klas-1-change.xlsx');
    const workbook = join(school.folder, 'change.xlsx');
    await download.saveAs(workbook);
    // Of either time the marks, their points, the mean; then the change. Who came has those of now alone, who left of then.
    const pupils = [[1, 10, 10, 1, 9, 9, 1], [1, 5, 5, 1, 4, 4, 1], [1, 3, 3], [1, 12, 12]];
    expect(numbers(workbook).slice(-5)).toEqual([...pupils, [3, 18, 6, 3, 25, 8.33, -2.33]]);

    // From a pupil's figure of last year to the mark itself.
    await row('Вовк').getByRole('link', { name: '12,00' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Оцінки: І семестр · 7-А · Вовк Іван');
    await expect(row('Вовк')).toContainText('Коваль');
    await page.goBack();
    const list = page.url();

    const phone = await (
      await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 }, locale: 'uk-UA' })
    ).newPage();
    await signInAt(school.url, phone, 'deputy');
    await phone.goto(`${school.url}/reports?period=1`);
    await phone.locator('.cards').getByRole('link', { name: /порівняно з минулим роком/ }).first().click();
    await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Зміна порівняно з минулим роком: Якість · І семестр');
    for (const address of [phone.url(), list]) {
      await phone.goto(address);
      for (const part of ['html', '.scroll']) {
        const aside = await phone.locator(part).first().evaluate((own) => own.scrollWidth - own.clientWidth);
        expect(aside, `${part} of ${address}`).toBe(0);
      }
      await expect(phone.getByText('Зміна – різниця двох показників рядка «Разом»')).toBeVisible();
      await expect(phone.getByRole('row', { name: /Новак/ })).toContainText('не в закладі');
    }
    await phone.context().close();
  } finally {
    await school.stop();
  }
});
