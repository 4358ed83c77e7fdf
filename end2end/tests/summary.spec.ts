import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { klas, serve, type Served } from '../support/klas.ts';
import { allSaved, cell, expect, test, type Browser, type Locator, type Page } from '../support/school.ts';

/** The worked examples of the rules on summative marks, row by row, as a teacher meets them. */

const folder = mkdtempSync(join(tmpdir(), 'klas-summary-'));
const database = `sqlite://${folder}/klas.db`;
const classes = ['3-А', '8-А', '10-А'];
const pupils = ['Абрам', 'Бабій', 'Вовк', 'Гнат', 'Дуб', 'Зима', 'Кава', 'Лис', 'Мак'];
let served: Served;

function sheet(name: string, rows: string[]): string {
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, rows.join('\n'));
  return file;
}

test.beforeAll(async () => {
  const days = ['Понеділок', 'Вівторок', 'Середа', 'Четвер', 'Пʼятниця'];
  const list = classes.flatMap((name, place) =>
    pupils.map((pupil, row) => `${pupil},Іван,Іванович,${10 + row}.0${place + 1}.2010,${name}`),
  );
  klas(database, [
    'import',
    sheet('Вчителі', [
      "Прізвище,Ім'я,По батькові,Посада",
      'Коваль,Оксана,Петрівна,учителька',
      'Біла,Віра,Іванівна,заступниця директора',
    ]),
    sheet('Навантаження', ['Вчитель;Предмет;Клас;Годин на тиждень', ...classes.map((name) => `Коваль О. П.;Алгебра;${name};5`)]),
    sheet('Розклад', [`День;Урок;${classes.join(';')}`, ...days.flatMap((day) => classes.map((_, own) =>
      `${day};${own + 1};${classes.map((__, place) => (place === own ? 'Алгебра' : '')).join(';')}`))]),
    sheet('Учні', ["Прізвище,Ім'я,По батькові,Дата народження,Клас", ...list]),
  ]);
  klas(database, ['user', 'add', 'koval', '--person', 'Коваль Оксана Петрівна', '--password-stdin'], 'калина-2026');
  klas(database, ['user', 'add', 'bila', '--person', 'Біла Віра Іванівна', '--password-stdin'], 'калина-2026');
  served = await serve(database, 'summary');
});

test.afterAll(async () => {
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the journal of a class, in one of its views. */
async function open(page: Page, grade: string, view = ''): Promise<void> {
  await page.goto(`${served.url}/sign-in`);
  if (await page.getByLabel('Пароль').isVisible()) {
    await page.getByLabel('Ім\'я для входу').fill('koval');
    await page.getByLabel('Пароль').fill('калина-2026');
    await page.getByRole('button', { name: 'Увійти' }).click();
  }
  await page.goto(`${served.url}/journal`);
  const section = page.locator('section', { has: page.getByRole('heading', { name: grade, exact: true }) });
  await section.getByRole('link', { name: 'Алгебра' }).click();
  if (view) await page.getByRole('link', { name: view, exact: true }).click();
  await expect(page.locator('#panel .cell-panel')).toBeVisible();
}

async function put(page: Page, row: number, column: string, typed: string): Promise<Locator> {
  const place = await cell(page, row, column);
  await place.click();
  await type(page, typed);
  await page.keyboard.press('Enter');
  return place;
}

/** Letters come from a Ukrainian keyboard, figures from any. */
async function type(page: Page, text: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  for (const key of text) {
    await browser.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text: key });
    await browser.send('Input.dispatchKeyEvent', { type: 'keyUp', key });
  }
  await browser.detach();
}

async function addTheme(page: Page, day: string, name: string): Promise<void> {
  const options = page.locator('select[name=lesson]').first().locator('option', { hasText: day });
  await page.getByLabel('Останній урок теми').selectOption((await options.first().getAttribute('value')) ?? '');
  await page.getByLabel('Назва теми').fill(name);
  await page.getByRole('button', { name: 'Додати тему' }).click();
  await expect(page.getByRole('status')).toHaveText('Збережено');
}

test('themes: rows 1–8 of the rules', async ({ page }) => {
  test.setTimeout(120_000);
  await open(page, '10-А');
  await page.getByRole('link', { name: 'Стовпці' }).click();
  await addTheme(page, '13.11', 'Степені');
  await addTheme(page, '20.11', 'Корені');
  await addTheme(page, '23.11', 'Логарифми');
  await workLessons(page).selectOption({ label: await lessonOf(page, '19.11') });
  await page.getByLabel('Вид роботи').selectOption({ label: 'Контрольна робота' });
  await page.getByRole('button', { name: 'Додати роботу' }).click();
  await expect(page.locator('#works')).toContainText('Контрольна робота');
  await page.getByRole('link', { name: 'До журналу' }).click();
  await expect(page.locator('#panel .cell-panel')).toBeVisible();

  const week = ['16.11', '17.11', '18.11', '19.11', '20.11'];
  const given: [number, [string, string][]][] = [
    [1, [['16.11', '7'], ['17.11', '8']]],
    [2, [['16.11', '7'], ['17.11', '7'], ['18.11', '8']]],
    [3, [['16.11', '7'], ['19.11КР', '10']]],
    [4, week.map((day) => [day, 'н'])],
    [5, week.slice(1).map((day) => [day, 'н'])],
  ];
  for (const [row, cells] of given) for (const [day, mark] of cells) await put(page, row, day, mark);
  await allSaved(page);
  for (const [row, proposed] of [[1, '8'], [2, '7'], [3, '9'], [4, 'н/а'], [5, '']] as const) {
    const theme = await cell(page, row, 'Тем. 2');
    await expect(theme, `row ${row}`).toHaveText(proposed);
    if (proposed) await expect(theme).toHaveClass(/proposed/);
  }
  await (await cell(page, 3, 'Тем. 2')).click();
  await expect(page.locator('.summary-panel')).toContainText('Пропонуємо 9 · середнє 9');
  await page.getByRole('button', { name: 'З чого складається' }).click();
  await expect(page.locator('#reasons li')).toHaveText(['7 – 16.11', '10 ×2 – 19.11, Контрольна робота']);
  await (await cell(page, 5, 'Тем. 2')).click();
  await expect(page.locator('.summary-panel')).toContainText('Немає поточних оцінок');

  const themes: [number, string[], string, string][] = [
    [6, ['9', 'н/а', '8'], '9', 'Н/а у темі 2'],
    [7, ['н/а', 'н/а', 'н/а'], 'н/а', ''],
    [8, ['9', 'зв', '6'], '8', ''],
  ];
  for (const [row, marks, semester, warning] of themes) {
    for (const [place, mark] of marks.entries()) await put(page, row, `Тем. ${place + 1}`, mark);
    await allSaved(page);
    const sum = await cell(page, row, 'І\u00a0сем.');
    await expect(sum, `row ${row}`).toHaveText(semester);
    await sum.click();
    if (warning) await expect(page.locator('.summary-panel .warning')).toContainText(warning);
    else await expect(page.locator('.summary-panel .warning')).toHaveCount(0);
  }

  // Who missed the first lesson of a theme may still come to the rest.
  await page.getByRole('link', { name: 'Стовпці' }).click();
  await addTheme(page, '27.11', 'Вектори');
  await page.getByRole('link', { name: 'До журналу' }).click();
  await expect(page.locator('#panel .cell-panel')).toBeVisible();
  await put(page, 9, '24.11', 'н');
  await allSaved(page);
  const coming = await cell(page, 9, 'Тем. 4');
  await coming.click();
  await expect(page.locator('.summary-panel')).toContainText('Немає поточних оцінок');
  await expect(coming).toHaveText('');
});

/** The lessons that a further work may be added to. */
function workLessons(page: Page): Locator {
  return page.locator('form:has(input[value=work]) select[name=lesson]');
}

/** A lesson as the list of lessons calls it. */
async function lessonOf(page: Page, day: string): Promise<string> {
  const option = workLessons(page).locator('option', { hasText: day });
  return (await option.first().textContent()) ?? '';
}

test('groups of results: rows 9 and 10', async ({ page }) => {
  await open(page, '8-А', 'Підсумки');
  for (const [group, mark] of [['ГР1', '8'], ['ГР2', '9'], ['ГР3', '10']]) await put(page, 1, group, mark);
  for (const [group, mark] of [['ГР1', '8'], ['ГР3', '9']]) await put(page, 2, group, mark);
  await allSaved(page);
  const [ninth, tenth] = [await cell(page, 1, 'І\u00a0сем.'), await cell(page, 2, 'І\u00a0сем.')];
  await expect(ninth).toHaveText('9');
  await expect(tenth).toHaveText('9');
  await tenth.click();
  await expect(page.locator('.summary-panel .warning')).toContainText('Немає ГР2');
});

test('what was accepted stays when a later mark changes what is proposed: row 15', async ({ page }) => {
  test.setTimeout(60_000);
  await open(page, '8-А');
  const panel = page.locator('.summary-panel');
  for (const day of ['16.11', '17.11', '19.11', '20.11']) {
    await (await cell(page, 9, day)).click();
    await page.locator('#panel').getByLabel('Група результатів').selectOption('1');
    await expect(page.locator('thead th', { hasText: day })).toHaveAttribute('title', /^Група результатів 1/);
  }
  for (const [day, mark] of [['16.11', '10'], ['17.11', '9'], ['19.11', '9']]) await put(page, 9, day, mark);
  await allSaved(page);
  const [group, semester] = [await cell(page, 9, 'ГР1'), await cell(page, 9, 'І\u00a0сем.')];
  for (const sum of [group, semester]) {
    await expect(sum).toHaveText('9');
    await expect(sum).toHaveClass(/proposed/);
    await sum.click();
    await page.keyboard.press('Space');
    await allSaved(page);
    await expect(sum).not.toHaveClass(/proposed/);
  }

  // The flag, and not a new mark, tells that the reasons are others now: (10 + 9 + 9 + 3) / 4.
  await put(page, 9, '20.11', '3');
  await allSaved(page);
  for (const sum of [group, semester]) {
    await expect(sum).toHaveClass(/stale/);
    await expect(sum).toHaveText('9');
  }
  await group.click();
  await expect(panel).toContainText('Пропонуємо 8 · середнє 7,75');
  await expect(page.locator('#stale')).toContainText('Змінились поточні');
  // The group is decided anew, and the semester is still nobody's but the teacher's.
  await put(page, 9, 'ГР1', '8');
  await allSaved(page);
  await expect(group).not.toHaveClass(/stale/);
  await page.reload();
  await expect(semester).toHaveClass(/stale/);
  await expect(semester).toHaveText('9');
  await semester.click();
  await expect(panel).toContainText('Пропонуємо 8');
  await page.getByRole('button', { name: 'Підтвердити оцінку' }).click();
  await allSaved(page);
  await expect(semester).not.toHaveClass(/stale/);
  await expect(semester).toHaveText('9');
});

test('what the marks of a lesson count for is chosen beside the grid', async ({ page }) => {
  await open(page, '8-А');
  const mark = await put(page, 3, '23.11', '7');
  await allSaved(page);
  await mark.click();
  const group = page.locator('#panel').getByLabel('Група результатів');
  const head = page.locator('thead th', { hasText: '23.11' });
  await expect(group).toHaveValue('');
  await group.selectOption('2');
  await expect(await cell(page, 3, 'ГР2')).toHaveText('7');
  await expect(await cell(page, 3, 'ГР2')).toHaveClass(/proposed/);
  await expect(head).toHaveAttribute('title', /^Група результатів 2: /);
  await page.reload();
  await (await cell(page, 3, '23.11')).click();
  await expect(group).toHaveValue('2');
  await group.selectOption('');
  await expect(await cell(page, 3, 'ГР2')).toHaveText('');
  await expect(head).not.toHaveAttribute('title', /Група/);
  await (await cell(page, 3, 'ГР2')).click();
  await expect(group).toHaveCount(0);
});

/** The deputy head records that pupils of 8-А applied, and that the head ordered a commission. */
async function apply(browser: Browser, names: string[]): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${served.url}/sign-in`);
  await page.getByLabel('Ім\'я для входу').fill('bila');
  await page.getByLabel('Пароль').fill('калина-2026');
  await page.getByRole('button', { name: 'Увійти' }).click();
  await page.goto(`${served.url}/classes`);
  await page.getByRole('row', { name: /8-А/ }).getByRole('link', { name: 'Зведений облік' }).click();
  await page.getByRole('link', { name: 'Заяви на коригування' }).click();
  for (const name of names) {
    await page.getByLabel('Учень').selectOption({ label: `${name} Іван` });
    await page.getByLabel('Предмет').selectOption({ label: 'Алгебра' });
    await page.getByLabel('Заяву подано').fill('2026-11-24');
    await page.getByLabel('Причина').fill('Хвороба');
    await page.getByLabel('Наказ №').fill('112-у');
    await page.getByLabel('Дата наказу').fill('2026-11-24');
    await page.getByRole('button', { name: 'Зберегти' }).click();
    await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText('112-у');
  }
  await context.close();
}

test('a corrected mark waits for the application and the order', async ({ page, browser }) => {
  await open(page, '8-А', 'Підсумки');
  await put(page, 4, 'І\u00a0сем.', '6');
  await allSaved(page);
  const corrected = await put(page, 4, 'Скор.', '8');
  await expect(corrected).toHaveClass(/refused/);
  await corrected.click();
  await expect(page.locator('#cell-problem')).toContainText('коли є заява й наказ директора');
  await page.locator('#give-up').click();
  await apply(browser, ['Гнат', 'Дуб']);
});

test('the year and corrected marks: rows 11–14', async ({ page }) => {
  await open(page, '8-А', 'Підсумки');
  const rows: [number, [string, string][], string, string][] = [
    [3, [['І\u00a0сем.', '7'], ['ІІ\u00a0сем.', '8']], '8', ''],
    [4, [['І\u00a0сем.', '6'], ['Скор.', '8'], ['ІІ\u00a0сем.', '9']], '9', ''],
    [5, [['І\u00a0сем.', 'н/а'], ['ІІ\u00a0сем.', '9']], '', 'Н/а за І семестр'],
  ];
  for (const [row, cells, year, warning] of rows) {
    for (const [column, mark] of cells) {
      await put(page, row, column, mark);
      await allSaved(page);
    }
    const annual = await cell(page, row, 'Річна');
    await expect(annual, `row ${row}`).toHaveText(year);
    await annual.click();
    if (warning) await expect(page.locator('.summary-panel .warning')).toContainText(warning);
  }
  await put(page, 6, 'І\u00a0сем.', '6');
  await allSaved(page);
  for (const mark of ['5', '6']) {
    const corrected = await put(page, 6, 'Скор.', mark);
    await expect(corrected).toHaveClass(/refused/);
    await corrected.click();
    await expect(page.locator('#cell-problem')).toContainText('лише тоді, коли результат вищий');
  }
  await page.keyboard.press('Escape');
  await put(page, 5, 'Скор.', '4');
  await allSaved(page);
  await expect(await cell(page, 5, 'Скор.')).toHaveText('4');

  // What was corrected stays as long as its correction.
  const semester = await cell(page, 5, 'І\u00a0сем.');
  await semester.click();
  await page.keyboard.press('Delete');
  await expect(semester).toHaveClass(/refused/);
  await expect(page.locator('#cell-problem')).toContainText('ця не може зникнути');
});

test('a column is accepted at once and taken back at once', async ({ page }) => {
  await open(page, '8-А', 'Підсумки');
  for (const row of [7, 8]) await put(page, row, 'ГР1', '10');
  await allSaved(page);
  await (await cell(page, 7, 'І\u00a0сем.')).click();
  await page.locator('#decide-column').click();
  await allSaved(page);
  for (const row of [7, 8]) {
    await expect(await cell(page, row, 'І\u00a0сем.')).toHaveText('10');
    await expect(await cell(page, row, 'І\u00a0сем.')).not.toHaveClass(/proposed/);
  }
  await (await cell(page, 7, 'І\u00a0сем.')).click();
  await page.keyboard.press('Control+z');
  await allSaved(page);
  for (const row of [7, 8]) await expect(await cell(page, row, 'І\u00a0сем.')).toHaveClass(/proposed/);
});

test('F6 leads to what may be done with a summative cell, and back', async ({ page }) => {
  await open(page, '8-А');
  const semester = await cell(page, 9, 'І\u00a0сем.');
  await semester.click();
  await expect(page.locator('.summary-panel')).toBeVisible();
  await page.keyboard.press('F6');
  await expect(page.locator('.summary-panel button').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(semester).toBeFocused();
});

test('what is typed wrong is refused and named: rows 16 and 17', async ({ page }) => {
  await open(page, '8-А');
  const before = await (await cell(page, 3, '18.11')).textContent();
  for (const [place, wrong] of ['13', '0', '7,5', '-1'].entries()) {
    const refused = await put(page, place + 1, '18.11', wrong);
    await expect(refused).toHaveClass(/refused/);
    await expect(refused).toHaveText(wrong);
  }
  // Of `7,5` not even the 7 is taken, and the next mark begins anew.
  const fraction = await cell(page, 3, '18.11');
  await fraction.click();
  await page.keyboard.press('Escape');
  await expect(fraction).toHaveText(before ?? '');
  await page.keyboard.type('1');
  await expect(fraction).not.toHaveClass(/typing/);
  await page.keyboard.type(',5');
  await expect(fraction).toHaveText('1,5');
  await page.keyboard.press('Enter');
  await expect(fraction).toHaveClass(/refused/);
  await fraction.click();
  await page.keyboard.press('Escape');
  await expect(fraction).toHaveText(before ?? '');
  const below = await cell(page, 4, '18.11');
  await below.click();
  await page.keyboard.press('Escape');
  await page.keyboard.type('-');
  await page.keyboard.press('Escape');
  await page.keyboard.type('8');
  await expect(below).toHaveText('8');
  const twelve = await put(page, 5, '18.11', '12 ');
  await expect(twelve).toHaveText('12');
  await open(page, '3-А');
  for (const [place, letter] of ['В', 'в', 'B'].entries()) {
    await expect(await put(page, place + 1, '18.11', letter)).toHaveText('В');
  }
  await allSaved(page);
});
