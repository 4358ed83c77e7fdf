import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { klas, serve, type Served } from '../support/klas.ts';
import { allSaved, cell, expect, test, typeLetters, type Browser, type Page } from '../support/school.ts';

/** A semester is closed: each course by its teacher, the class by its class teacher, the school by a deputy head. */

/** The second Tuesday of the year: two lessons of each course were held. */
const day = '2026-09-08';
const lessons = 2;
const pupils = ['Абрам', 'Бабій', 'Вовк'];
const semester = 'І\u00a0сем.';
const secret = 'калина-2026';
const folder = mkdtempSync(join(tmpdir(), 'klas-closing-'));
const database = `sqlite://${folder}/klas.db`;
const accounts = [
  ['koval', 'Коваль Оксана Петрівна'],
  ['moroz', 'Мороз Ганна Іванівна'],
  ['bila', 'Біла Віра Іванівна'],
] as const;
let served: Served;

function sheet(name: string, rows: string[]): string {
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, rows.join('\n'));
  return file;
}

test.beforeAll(async () => {
  klas(database, [
    'import',
    sheet('Вчителі', [
      "Прізвище,Ім'я,По батькові,Посада,Класне керівництво",
      'Коваль,Оксана,Петрівна,учителька,',
      'Мороз,Ганна,Іванівна,учителька,8-А',
      'Біла,Віра,Іванівна,заступниця директора,',
    ]),
    sheet('Навантаження', [
      'Вчитель;Предмет;Клас;Годин на тиждень',
      'Коваль О. П.;Алгебра;8-А;1',
      'Мороз Г. І.;Історія України;8-А;1',
    ]),
    sheet('Розклад', ['День;Урок;8-А', 'Вівторок;1;Алгебра', 'Вівторок;2;Історія України']),
    sheet('Учні', [
      "Прізвище,Ім'я,По батькові,Дата народження,Клас",
      ...pupils.map((pupil, row) => `${pupil},Іван,Іванович,1${row}.03.2013,8-А`),
    ]),
  ], '', day);
  for (const [login, person] of accounts) {
    klas(database, ['user', 'add', login, '--person', person, '--password-stdin'], secret, day);
  }
  served = await serve(database, 'closing', { day });
});

test.afterAll(async () => {
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(`${served.url}/sign-in`);
  await page.getByLabel('Ім\'я для входу').fill(login);
  await page.getByLabel('Пароль').fill(secret);
  await page.getByRole('button', { name: 'Увійти' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** The page on which a course is closed. */
async function openClosing(page: Page, subject: string): Promise<void> {
  await page.goto(`${served.url}/journal`);
  await page.getByRole('link', { name: subject }).click();
  await page.getByRole('link', { name: 'Закриття семестру' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Закриття семестру');
}

function closeButton(page: Page) {
  return page.getByRole('button', { name: /^Закрити семестр/ });
}

/** A group of findings by its name. */
function group(page: Page, name: string) {
  return page.locator('details', { has: page.locator('summary', { hasText: name }) });
}

/** Writes the topic of every lesson that the list names. */
async function writeTopics(page: Page, subject: string): Promise<void> {
  for (let left = lessons; left > 0; left -= 1) {
    await openClosing(page, subject);
    const untold = group(page, 'Уроки без теми').locator('li a');
    await expect(untold).toHaveCount(left);
    await untold.first().click();
    await page.getByLabel('Тема уроку').fill('Повторення');
    await page.getByRole('button', { name: 'Зберегти урок' }).click();
    await expect(page.getByText('Урок збережено.')).toBeVisible();
  }
}

/** Gives everybody a semester mark, from the first finding on the list. */
async function giveSemesterMarks(page: Page, subject: string, marks: string[]): Promise<void> {
  await openClosing(page, subject);
  const undecided = group(page, 'Немає семестрової оцінки').locator('li a');
  await expect(undecided).toHaveCount(marks.length);
  await undecided.first().click();
  await expect(page.locator('#panel .cell-panel')).toBeVisible();
  for (const [row, mark] of marks.entries()) {
    await (await cell(page, row + 1, semester)).click();
    await page.keyboard.type(mark);
    await page.keyboard.press('Enter');
  }
  await allSaved(page);
}

async function beside(browser: Browser, login: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, login);
  return page;
}

test.describe.configure({ mode: 'serial' });

test('a course is closed by its teacher after what is missing is done', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'koval');
  await openClosing(page, 'Алгебра');
  await expect(page.locator('#closing-why')).toHaveText(
    'Ще не можна: уроків без теми – 2, учнів без семестрової оцінки – 3.',
  );
  await expect(closeButton(page)).toBeDisabled();
  await writeTopics(page, 'Алгебра');
  await giveSemesterMarks(page, 'Алгебра', ['8', '9', '10']);
  await (await cell(page, 3, '08.09')).click();
  await typeLetters(page, 'н');
  await page.keyboard.press('Enter');
  await allSaved(page);

  await (await cell(page, 1, '08.09')).click();
  await page.getByRole('button', { name: 'Олівець' }).click();
  await (await cell(page, 1, '08.09')).click();
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  await allSaved(page);
  await openClosing(page, 'Алгебра');
  await expect(closeButton(page)).toBeDisabled();
  await group(page, 'Записи олівцем').getByRole('link', { name: /08\.09.*Абрам/ }).click();
  await expect(page.locator('#at')).toHaveText('7');
  await page.getByRole('button', { name: 'Оприлюднити олівець' }).click();
  await expect(await cell(page, 1, '08.09')).not.toHaveClass(/\bd\b/);
  await allSaved(page);

  await openClosing(page, 'Алгебра');
  await closeButton(page).click();
  await expect(page.locator('#closed')).toContainText('Семестр закрито 08.09.2026');
  await expect(page.locator('#closed')).toContainText('Коваль');
});

test('what is closed refuses its teacher, and its columns stay', async ({ page }) => {
  await signIn(page, 'koval');
  await page.goto(`${served.url}/journal`);
  await page.getByRole('link', { name: 'Алгебра' }).click();
  await expect(page.locator('#panel .cell-panel')).toBeVisible();
  const own = await cell(page, 2, semester);
  await own.click();
  await page.keyboard.type('12');
  await page.keyboard.press('Enter');
  await expect(own).toHaveClass(/refused/);
  await own.click();
  await expect(page.locator('#cell-problem')).toContainText('виправити може лише заступник директора');
  await page.locator('#give-up').click();
  await expect(own).toHaveText('9');
  await page.getByRole('link', { name: 'Стовпці' }).click();
  await expect(page.getByText('Семестр закрито, тож його стовпці не змінюються: І семестр')).toBeVisible();
});

test('a class is closed by its class teacher once its courses are and absences have reasons', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'moroz');
  await openClosing(page, 'Історія України');
  await page.getByRole('link', { name: 'Клас 8-А', exact: true }).click();
  await expect(page.locator('#closing-why')).toHaveText(
    'Ще не можна: не закрито 1 предмет, учнів із відсутністю без причини – 1.',
  );
  await expect(closeButton(page)).toBeDisabled();
  await expect(page.getByRole('row', { name: /Алгебра/ })).toContainText('закрито');
  await expect(page.getByRole('row', { name: /Історія України/ })).toContainText('заважає – 5');
  await writeTopics(page, 'Історія України');
  await giveSemesterMarks(page, 'Історія України', ['7', '7', '11']);
  await openClosing(page, 'Історія України');
  await closeButton(page).click();
  await expect(page.locator('#closed')).toBeVisible();
  await page.getByRole('link', { name: 'Клас 8-А', exact: true }).click();
  await expect(closeButton(page)).toBeDisabled();
  // Algebra is closed, and its absences get their reasons all the same.
  await group(page, 'Відсутність без причини').getByRole('link', { name: /Вовк.*08\.09/ }).click();
  const form = page.locator('#reasons form');
  await expect(form.locator('[name=pupil] option:checked')).toHaveText(/Вовк/);
  await form.locator('[name=kind]').selectOption('хв');
  await form.getByRole('button', { name: 'Указати причину' }).click();
  await expect(page.getByRole('status')).toContainText('Причину змінено');
  await openClosing(page, 'Історія України');
  await page.getByRole('link', { name: 'Клас 8-А', exact: true }).click();
  await closeButton(page).click();
  await expect(page.locator('#closed')).toContainText('Мороз');
});

test('the school is closed by a deputy, who corrects with a reason that the history tells', async ({
  page,
  browser,
}) => {
  await signIn(page, 'bila');
  await page.goto(`${served.url}/closing?semester=1`);
  await expect(page.getByRole('row', { name: /8-А/ })).toContainText('2 з 2');
  await closeButton(page).click();
  await expect(page.locator('#closed')).toContainText('Біла');

  await page.goto(`${served.url}/journal`);
  await page.getByRole('link', { name: 'Алгебра' }).click();
  await expect(page.locator('#panel .cell-panel')).toBeVisible();
  const own = await cell(page, 2, semester);
  await own.click();
  await page.keyboard.type('11');
  await page.keyboard.press('Enter');
  await expect(own).toHaveClass(/refused/);
  await own.click();
  await page.keyboard.press('F2');
  await page.getByLabel('Причина виправлення').fill('Перевірено роботу ще раз');
  await page.getByRole('button', { name: 'Зберегти', exact: true }).click();
  await allSaved(page);
  await expect(own).toHaveText('11');

  const teacher = await beside(browser, 'koval');
  await teacher.goto(page.url());
  await expect(teacher.locator('#panel .cell-panel')).toBeVisible();
  await (await cell(teacher, 2, semester)).click();
  await teacher.getByRole('button', { name: 'Історія клітинки' }).click();
  const line = teacher.locator('.history li', { hasText: 'Перевірено роботу ще раз' });
  await expect(line).toContainText('9 → 11');
  await expect(line).toContainText('Біла');
  await teacher.context().close();
});
