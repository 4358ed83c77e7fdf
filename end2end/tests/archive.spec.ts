import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { klas, serve, type Served } from '../support/klas.ts';
import { expect, test, type Page } from '../support/school.ts';

/** June of a year that the keys of the story live to see, whenever it is told. */
const day = '2045-06-10';
const keys = resolve(import.meta.dirname, '../../crates/signing/tests/data');
const folder = mkdtempSync(join(tmpdir(), 'klas-archive-'));
const database = `sqlite://${folder}/klas.db`;
const passwordFile = join(folder, 'password');
let served: Served;

/** A small school whose subject nobody teaches: whoever leads it closes its semesters. */
const sheets: Record<string, string> = {
  'Учні.csv': 'ПІБ учня;Дата народження;Клас\nБабенко Софія Іванівна;05.09.2031;8-А\nҐудзь Ярина Олегівна;01.03.2031;8-А\n',
  'Працівники.csv':
    'Прізвище,Ім\'я,По батькові,Посада,Класний керівник\nКласна,Олена,Петрівна,вчителька,8-А\nДиректорка,Олена,Петрівна,директор,\n',
  'Навантаження.csv': 'Учитель\tПредмет\tКлас\tГодин на тиждень\nВакансія\tАлгебра\t8-А\t1\n',
  'Дзвінки.csv': 'Урок,Початок,Кінець\n1,08:30,09:15\n2,09:25,10:10\n',
  'Розклад.csv': 'День;№;8-А\nПонеділок;1;Алгебра\n',
};

test.beforeAll(async () => {
  const office = join(folder, 'sheets');
  mkdirSync(office);
  for (const [name, text] of Object.entries(sheets)) writeFileSync(join(office, name), text);
  klas(database, ['import', office], '', '2044-09-01');
  for (const [login, person] of [['klasna', 'Класна Олена Петрівна'], ['head', 'Директорка Олена Петрівна']]) {
    klas(database, ['user', 'add', login, '--person', person, '--password-stdin'], 'калина-2026', day);
  }
  writeFileSync(passwordFile, 'klas-test');
  served = await serve(database, 'archive', day);
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

/** Closes a semester of the one subject and of the class. */
async function close(page: Page, semester: number): Promise<void> {
  await page.goto(`${served.url}/journal`);
  const journal = await page.getByRole('link', { name: 'Алгебра' }).first().getAttribute('href');
  await page.goto(`${served.url}${journal}/closing?semester=${semester}`);
  await page.getByLabel('Причина').fill('Учителя не було');
  await page.getByRole('button', { name: /^Закрити/ }).click();
  await expect(page.locator('#closed')).toBeVisible();
  await page.goto(`${served.url}/closing?semester=${semester}`);
  await page.getByRole('link', { name: '8-А', exact: true }).click();
  await page.getByRole('button', { name: /^Закрити/ }).click();
  await expect(page.locator('#closed')).toBeVisible();
}

async function download(page: Page, name: string): Promise<string> {
  const [taken] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Завантажити контейнер' }).click(),
  ]);
  expect(taken.suggestedFilename()).toBe('8-А 2044-2045.asice');
  const path = join(folder, name);
  await taken.saveAs(path);
  return path;
}

const sign = (file: string, key: string) =>
  klas(database, ['sign', file, '--key', join(keys, key), '--password-file', passwordFile], '', day);

async function send(page: Page, file: string): Promise<void> {
  await page.getByLabel('Підписані файли').setInputFiles(file);
  await page.getByRole('button', { name: 'Надіслати' }).click();
}

test('a class becomes an archive that two people sign', async ({ page, browser }) => {
  await signIn(page, 'head');
  await page.getByRole('link', { name: 'Архів' }).first().click();
  await expect(page.getByText('закрийте обидва семестри в усіх класах: лишилося 1 клас')).toBeVisible();
  await close(page, 1);
  await close(page, 2);

  await page.goto(`${served.url}/archive`);
  await page.getByRole('link', { name: '8-А', exact: true }).click();
  await expect(page.getByText('не підготовлено')).toBeVisible();
  await page.getByRole('button', { name: 'Підготувати', exact: true }).click();
  // The page looks again by itself until the class is made.
  await expect(page.getByRole('heading', { name: 'Картка архіву' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('чекає на підпис класного керівника')).toBeVisible();
  const unsigned = await download(page, 'unsigned.asice');

  await send(page, unsigned);
  await expect(page.getByRole('alert')).toContainText('unsigned.asice: не прийнято. Контейнер ніхто не підписав.');
  const early = join(folder, 'early.asice');
  writeFileSync(early, readFileSync(unsigned));
  sign(early, 'head.p12');
  await send(page, early);
  await expect(page.getByRole('alert')).toContainText('Першим підписує класний керівник – Класна Олена Петрівна');

  const teacher = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })).newPage();
  await signIn(teacher, 'klasna');
  await teacher.goto(`${served.url}/archive`);
  await teacher.getByRole('link', { name: '8-А', exact: true }).click();
  const own = await download(teacher, 'own.asice');
  sign(own, 'class-teacher.p12');
  await send(teacher, own);
  await expect(teacher.getByRole('status')).toContainText('8-А: підпис прийнято – КЛАСНА ОЛЕНА ПЕТРІВНА.');
  await teacher.context().close();

  await page.reload();
  await page.goto(`${served.url}/archive`);
  await page.getByRole('link', { name: '8-А', exact: true }).click();
  await expect(page.getByText('чекає на підпис директора')).toBeVisible();
  const half = await download(page, 'half.asice');
  sign(half, 'head.p12');
  await send(page, half);
  await expect(page.getByText('підписано обома')).toBeVisible();
  const signatures = page.locator('.signatures li');
  await expect(signatures).toHaveCount(2);
  await expect(signatures.nth(0)).toContainText('КЛАСНА ОЛЕНА ПЕТРІВНА – класний керівник');
  await expect(signatures.nth(1)).toContainText('Директорка Олена Петрівна – директор');
  await expect(page.getByRole('button', { name: /Підготувати/ })).toHaveCount(0);

  const both = await download(page, 'both.asice');
  const trust = join(folder, 'trust');
  mkdirSync(trust);
  writeFileSync(join(trust, 'root.cer'), readFileSync(join(keys, 'root.cer')));
  expect(klas(database, ['verify', both, '--trust', trust], '', day)).toContain('ДІЙСНО');
});

test('what was signed is only read, and read from the container itself', async ({ page, browser }) => {
  const reader = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })).newPage();
  for (const own of [page, reader]) await signIn(own, 'head');

  // The year's own page: no editors, and the way to the archive.
  await page.goto(`${served.url}/journal`);
  await page.getByRole('link', { name: 'Алгебра' }).first().click();
  await expect(page.getByText('Журнал за цей рік архівовано й підписано')).toBeVisible();
  const live = page.url();
  await page.getByRole('link', { name: 'Відкрити журнал з архіву' }).click();
  await expect(page.getByRole('heading', { name: 'Журнал 8-А · 2044/2045' })).toBeVisible();
  await expect(page.getByText('Цілісність перевірено')).toBeVisible();
  await expect(page.getByText('КЛАСНА ОЛЕНА ПЕТРІВНА, класний керівник')).toBeVisible();
  await page.getByRole('link', { name: /Алгебра/ }).click();
  await expect(page.getByRole('cell', { name: 'Ґудзь' }).or(page.getByRole('rowheader', { name: /Ґудзь/ })).first()).toBeVisible();
  await expect(page.locator('#grid-data')).toHaveCount(0);
  await expect(page.locator('main form')).toHaveCount(0);

  // Nobody opens the semester again.
  await page.goto(`${live.split('?')[0]}/closing?semester=1`);
  await expect(page.getByText('Журнал за цей рік архівовано й підписано')).toBeVisible();
  await expect(page.locator('main').getByRole('button')).toHaveCount(0);

  // On a phone without JavaScript: the sections, and one pupil with the extract.
  await reader.goto(`${served.url}/archive`);
  await reader.getByRole('link', { name: '8-А', exact: true }).click();
  await reader.getByRole('link', { name: 'Відкрити журнал з архіву' }).click();
  for (const section of ['Зведений облік', 'Загальні відомості', 'Облік відвідування']) {
    await reader.getByRole('navigation', { name: 'Розділи журналу класу' }).getByRole('link', { name: section }).click();
    await expect(reader.getByText('Цілісність перевірено')).toBeVisible();
    await expect(reader.locator('main form')).toHaveCount(0);
    await expect(reader.getByText('Бабенко').first()).toBeVisible();
  }
  await reader.getByRole('link', { name: 'Зміст' }).click();
  await reader.getByRole('link', { name: 'Бабенко Софія Іванівна' }).click();
  await expect(reader.getByRole('heading', { name: 'Підсумкові оцінки та пропуски' })).toBeVisible();
  const extract = await reader.getByRole('link', { name: 'Виписка (PDF)' }).getAttribute('href');
  const taken = await reader.request.get(`${served.url}${extract}`);
  expect(taken.headers()['content-type']).toBe('application/pdf');
  expect((await taken.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await reader.context().close();
});

test('the school says how long it keeps what is archived, and sees that its history is whole', async ({ page }) => {
  await signIn(page, 'head');
  await page.goto(`${served.url}/archive`);
  await page.getByRole('link', { name: 'Строки зберігання' }).click();
  // 25 years from 1 January 2046.
  await expect(page.getByRole('cell', { name: '01.01.2071' })).toBeVisible();
  await page.getByLabel('Класні журнали, років').fill('3');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByRole('alert')).toContainText('щонайменше 5 років');
  await expect(page.getByLabel('Класні журнали, років')).toHaveValue('3');
  await page.getByLabel('Станом на').fill('2051-01-01');
  await page.getByRole('button', { name: 'Показати' }).click();
  await expect(page.getByText('лишається до 01.01.2071')).toBeVisible();
  await page.goto(`${served.url}/archive/integrity`);
  await page.getByLabel('Кому надсилати геш щодня').fill('director@school.example\nhttps://school.example');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByRole('alert').last()).toContainText('Це не адреса електронної пошти: https://school.example');
  await page.getByLabel('Кому надсилати геш щодня').fill('director@school.example');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByText('Збережено.')).toBeVisible();
  expect(klas(database, ['verify', '--history'], '', day)).toContain('геш останнього запису');
});
