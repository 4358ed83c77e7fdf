import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { download, june, keyPassword, keys, makeArchive, openArchive, schoolInJune, signInTo, type SchoolInJune } from '../support/archive.ts';
import { klas } from '../support/klas.ts';
import { expect, test, type Page } from '../support/school.ts';

// One school and its one year: what a story leaves, the next begins with.
test.describe.configure({ mode: 'serial' });

let school: SchoolInJune;

test.beforeAll(async () => {
  school = await schoolInJune('archive');
});

test.afterAll(() => school?.stop());

function sign(file: string, key: string): void {
  const password = join(school.folder, 'password');
  writeFileSync(password, keyPassword);
  klas(school.database, ['sign', file, '--key', join(keys, key), '--password-file', password], '', june);
}

async function send(page: Page, file: string): Promise<void> {
  await page.getByLabel('Підписані файли').setInputFiles(file);
  await page.getByRole('button', { name: 'Надіслати' }).click();
}

test('a class becomes an archive that two people sign', async ({ page, browser }) => {
  await signInTo(school, page, 'head');
  await page.getByRole('link', { name: 'Архів' }).first().click();
  await expect(page.getByText('закрийте обидва семестри в усіх класах: лишилося 1 клас')).toBeVisible();
  await makeArchive(school, page);
  const unsigned = await download(school, page, 'unsigned.asice');

  await send(page, unsigned);
  await expect(page.getByRole('alert')).toContainText('unsigned.asice: не прийнято. Контейнер ніхто не підписав.');
  const early = join(school.folder, 'early.asice');
  writeFileSync(early, readFileSync(unsigned));
  sign(early, 'head.p12');
  await send(page, early);
  await expect(page.getByRole('alert')).toContainText('Першим підписує класний керівник – Класна Олена Петрівна');

  const teacher = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })).newPage();
  await signInTo(school, teacher, 'klasna');
  await openArchive(school, teacher);
  await expect(teacher.locator('noscript p'), 'that signing here needs JavaScript').toBeVisible();
  await expect(teacher.getByLabel('Пароль ключа')).toBeHidden();
  const own = await download(school, teacher, 'own.asice');
  sign(own, 'class-teacher.p12');
  await send(teacher, own);
  await expect(teacher.getByRole('status')).toContainText('8-А: підпис прийнято – КЛАСНА ОЛЕНА ПЕТРІВНА.');
  await teacher.context().close();

  await page.reload();
  await openArchive(school, page);
  await expect(page.getByText('чекає на підпис директора')).toBeVisible();
  const half = await download(school, page, 'half.asice');
  sign(half, 'head.p12');
  await send(page, half);
  await expect(page.getByText('підписано обома')).toBeVisible();
  const signatures = page.locator('.signatures li');
  await expect(signatures).toHaveCount(2);
  await expect(signatures.nth(0)).toContainText('КЛАСНА ОЛЕНА ПЕТРІВНА – класний керівник');
  await expect(signatures.nth(1)).toContainText('Директорка Олена Петрівна – директор');
  await expect(page.getByRole('button', { name: /Підготувати/ })).toHaveCount(0);

  const both = await download(school, page, 'both.asice');
  const trust = join(school.folder, 'trust');
  mkdirSync(trust);
  writeFileSync(join(trust, 'root.cer'), readFileSync(join(keys, 'root.cer')));
  expect(klas(school.database, ['verify', both, '--trust', trust], '', june)).toContain('ДІЙСНО');
});

test('what was signed is only read, and read from the container itself', async ({ page, browser }) => {
  const reader = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })).newPage();
  for (const own of [page, reader]) await signInTo(school, own, 'head');

  // The way to the year's own page leads to what was signed.
  await page.goto(`${school.url}/journal`);
  const algebra = page.getByRole('link', { name: 'Алгебра' }).first();
  const live = await algebra.getAttribute('href');
  await algebra.click();
  await expect(page).toHaveURL(/\/archive\/[^/]+\/journal\/courses\//);
  await expect(page.getByText('Цілісність перевірено')).toBeVisible();
  await expect(page.getByText('КЛАСНА ОЛЕНА ПЕТРІВНА, класний керівник')).toBeVisible();
  await expect(page.getByRole('row', { name: /Ґудзь Ярина/ })).toBeVisible();
  await expect(page.locator('#grid-data')).toHaveCount(0);
  await expect(page.locator('main form')).toHaveCount(0);
  await page.getByRole('link', { name: '‹ Зміст' }).click();
  await expect(page.getByRole('heading', { name: 'Журнал 8-А · 2044/2045' })).toBeVisible();

  // Nobody opens the semester again.
  await page.goto(`${school.url}${live}/closing?semester=1`);
  await expect(page.getByText('Журнал за цей рік архівовано й підписано')).toBeVisible();
  await expect(page.locator('main').getByRole('button')).toHaveCount(0);

  // On a phone without JavaScript: the sections, and one pupil with the extract.
  await reader.goto(`${school.url}/archive`);
  await reader.getByRole('link', { name: '8-А', exact: true }).click();
  await reader.getByRole('link', { name: 'Відкрити журнал з архіву' }).click();
  for (const section of ['Зведений облік', 'Учні', 'Відвідування']) {
    await reader.getByRole('navigation', { name: 'Розділи журналу класу' }).getByRole('link', { name: section }).click();
    await expect(reader.getByText('Цілісність перевірено')).toBeVisible();
    await expect(reader.locator('main form')).toHaveCount(0);
    await expect(reader.getByText('Бабенко').first()).toBeVisible();
  }
  await reader.getByRole('link', { name: 'Зміст', exact: true }).click();
  await reader.getByRole('link', { name: 'Бабенко Софія Іванівна' }).click();
  await expect(reader.getByRole('heading', { name: 'Підсумкові оцінки та пропуски' })).toBeVisible();
  const extract = await reader.getByRole('link', { name: 'Виписка (PDF)' }).getAttribute('href');
  const taken = await reader.request.get(`${school.url}${extract}`);
  expect(taken.headers()['content-type']).toBe('application/pdf');
  expect((await taken.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await reader.context().close();
});

test('the school says how long it keeps what is archived, and sees that its history is whole', async ({ page }) => {
  await signInTo(school, page, 'head');
  await page.goto(`${school.url}/archive`);
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
  await page.goto(`${school.url}/archive/integrity`);
  await page.getByLabel('Кому надсилати геш щодня').fill('director@school.example\nhttps://school.example');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByRole('alert').last()).toContainText('Це не адреса електронної пошти: https://school.example');
  await page.getByLabel('Кому надсилати геш щодня').fill('director@school.example');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByText('Збережено.')).toBeVisible();
  expect(klas(school.database, ['verify', '--history'], '', june)).toContain('геш останнього запису');
});

test('a pupil is told that the year is archived, and opens what was signed', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signInTo(school, page, 'sofia');
  await page.goto(`${school.url}/diary`);
  await expect(page.getByText('Ця сторінка – з підписаного контейнера')).toBeVisible();
  await page.getByRole('link', { name: 'Усе підписане про учня' }).click();
  await expect(page.getByText('Цілісність перевірено')).toBeVisible();
  await expect(page.getByText('Ґудзь')).toHaveCount(0);
});

test('when the next year has begun, whoever had access finds the year before', async ({ page }) => {
  await school.beginNextYear();
  // She leads no class any more.
  await signInTo(school, page, 'klasna');
  await page.getByRole('link', { name: 'Архів' }).first().click();
  await expect(page.getByRole('heading', { name: 'Архів за 2044/2045 навчальний рік' })).toBeVisible();
  await page.getByRole('link', { name: '8-А', exact: true }).click();
  await page.getByRole('link', { name: 'Відкрити журнал з архіву' }).click();
  await expect(page.getByText('Цілісність перевірено')).toBeVisible();

  await page.goto(`${school.url}/journal`);
  await expect(page.getByRole('link', { name: 'Алгебра' })).toHaveCount(0);
  await page.getByLabel('Навчальний рік').selectOption('2044/2045');
  await page.getByRole('button', { name: 'Показати' }).click();
  await page.getByRole('link', { name: 'Алгебра' }).click();
  await expect(page).toHaveURL(/\/archive\/[^/]+\/journal\/courses\//);
  await expect(page.getByText('Цілісність перевірено')).toBeVisible();
});
