import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { klas, serve, type Served } from '../support/klas.ts';
import { allSaved, cell, expect, test, typeLetters, type Locator, type Page } from '../support/school.ts';
import { numbers } from '../support/workbook.ts';

/** The worked example of the semester's figures, from the teacher's keys to the head's report. */

const folder = mkdtempSync(join(tmpdir(), 'klas-figures-'));
const database = `sqlite://${folder}/klas.db`;
const marks = ['12', '10', '9', '7', '7', '6', '5', '4', '3', 'н/а'];
const pupils = ['Абрам', 'Бабій', 'Вовк', 'Гнат', 'Дуб', 'Зима', 'Кава', 'Лис', 'Мак', 'Явір'];
/** What the report says of them, column by column. */
const figures: [string, string][] = [
  ['н/а', '1'],
  ['Якість', '55,6'],
  ['Успішність', '88,9'],
  ['Сер. бал', '7,00'],
  ['СНУ', '57,3'],
];
/** В – high, Д – sufficient, С – medium, П – initial. */
const levels = /В 2\s*Д 3\s*С 3\s*П 1/;
let served: Served;

function sheet(name: string, rows: string[]): string {
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, rows.join('\n'));
  return file;
}

test.beforeAll(async () => {
  const days = ['Понеділок', 'Вівторок', 'Середа', 'Четвер', 'Пʼятниця'];
  klas(database, [
    'import',
    sheet('Вчителі', [
      "Прізвище,Ім'я,По батькові,Посада",
      'Коваль,Оксана,Петрівна,учителька',
      'Гринюк,Євген,Ілліч,директор',
    ]),
    sheet('Навантаження', ['Вчитель;Предмет;Клас;Годин на тиждень', 'Коваль О. П.;Алгебра;8-А;5']),
    sheet('Розклад', ['День;Урок;8-А', ...days.map((day) => `${day};1;Алгебра`)]),
    sheet('Учні', [
      "Прізвище,Ім'я,По батькові,Дата народження,Клас",
      ...pupils.map((pupil, row) => `${pupil},Іван,Іванович,${10 + row}.01.2013,8-А`),
    ]),
  ]);
  for (const [login, person] of [['koval', 'Коваль Оксана Петрівна'], ['head', 'Гринюк Євген Ілліч']]) {
    klas(database, ['user', 'add', login, '--person', person, '--password-stdin'], 'калина-2026');
  }
  served = await serve(database, 'figures');
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
  await expect(page).not.toHaveURL(/sign-in/);
}

/** The row of a table that begins with a name. */
function row(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) }).first();
}

/** The cell of a row beneath the head that begins so. */
async function figure(page: Page, name: string, head: string): Promise<Locator> {
  const own = row(page, name);
  await expect(own).toBeVisible();
  const heads = await own.locator('xpath=ancestor::table').getByRole('columnheader').allTextContents();
  const place = heads.findIndex((text) => text.startsWith(head));
  expect(place, head).toBeGreaterThan(0);
  return own.locator('th, td').nth(place);
}

async function readFigures(page: Page, name: string): Promise<void> {
  for (const [head, value] of figures) await expect(await figure(page, name, head), head).toHaveText(value);
  await expect(await figure(page, name, 'Рівні')).toContainText(levels);
}

test('ten marks come to the figures of the rules', async ({ page, browser }) => {
  test.setTimeout(90_000);
  await signIn(page, 'koval');
  await page.goto(`${served.url}/journal`);
  await page.getByRole('link', { name: 'Алгебра' }).first().click();
  await page.getByRole('link', { name: 'Підсумки', exact: true }).click();
  await expect(page.locator('#panel .cell-panel')).toBeVisible();
  await expect(page.locator('#grid tbody th.nm')).toHaveText(pupils.map((pupil) => `${pupil} Іван`));
  for (const [place, mark] of marks.entries()) {
    await (await cell(page, place + 1, 'І\u00a0сем.')).click();
    await typeLetters(page, mark);
    await page.keyboard.press('Enter');
  }
  await allSaved(page);

  const office = await (await browser.newContext()).newPage();
  await signIn(office, 'head');
  const report = `${served.url}/reports?period=1`;
  await office.goto(report);
  await readFigures(office, '8-А');
  await expect(await figure(office, '8-А', 'Учнів')).toHaveText('10');
  for (const [head, behind] of [['н/а', 1], ['Якість', 5], ['Успішність', 8], ['Сер. бал', 9], ['СНУ', 9]] as const) {
    await (await figure(office, '8-А', head)).getByRole('link').click();
    await expect(office).toHaveURL(/\/reports\/marks/);
    await expect(office.getByRole('rowheader'), head).toHaveCount(behind);
    await office.goto(report);
  }

  const [download] = await Promise.all([
    office.waitForEvent('download'),
    office.getByRole('link', { name: /XLSX/ }).click(),
  ]);
  const workbook = join(folder, 'report.xlsx');
  await download.saveAs(workbook);
  // Pupils, not attested; N, levels from the highest, н/а, quality, success, mean, index; pupils with quality, with success.
  const counted = [10, 1, 9, 2, 3, 3, 1, 1, 55.6, 88.9, 7, 57.3, 50, 80];
  expect(numbers(workbook)).toContainEqual(counted);
  const printed = await office.getByRole('link', { name: /PDF/ }).getAttribute('href');
  const pdf = await office.request.get(new URL(printed ?? '', report).href);
  expect(pdf.headers()['content-type']).toBe('application/pdf');

  await office.getByRole('link', { name: 'Предмети', exact: true }).click();
  await readFigures(office, 'Алгебра');
  await expect(await figure(office, 'Алгебра', 'Оцінок')).toHaveText('9');
  await office.context().close();
});
