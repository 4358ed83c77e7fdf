import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { download, june, keyPassword, keys, makeArchive, openArchive, schoolInJune, signInTo, type SchoolInJune } from '../support/archive.ts';
import { klas } from '../support/klas.ts';
import { expect, test, type Page } from '../support/school.ts';

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
