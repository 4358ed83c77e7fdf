import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { download, keyPassword, keys, makeArchive, openArchive, schoolInJune, signInTo, type SchoolInJune } from '../support/archive.ts';
import { axeFaults } from '../support/axe.ts';
import { faint } from '../support/contrast.ts';
import { expect, test, type Page } from '../support/school.ts';
import { witness } from '../support/witness.ts';

/** Signatures of invented people, and national ones. */
const samples = resolve(import.meta.dirname, '../../crates/signature/tests/data');
const sample = (name: string) => join(samples, name);

const choose = (page: Page, field: string, ...files: string[]) =>
  page.getByLabel(field, { exact: true }).setInputFiles(files);
const verdict = (page: Page) => page.locator('#report h2');

/** A part of a file that stands in no other. */
const mark = (file: string) => readFileSync(file).subarray(-160, -96);

test('anybody sees whose signature it is, and the file stays', async ({ page, context, baseURL }) => {
  const seen = await witness(baseURL ?? '');
  await page.goto(`${seen.url}/sign-in`);
  await page.getByRole('link', { name: 'Перевірити підписаний файл' }).click();
  await expect(page.getByText('Файл не залишає вашого комп\'ютера')).toBeVisible();
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect(loaded.filter((name) => name.includes('modules/')), 'nothing is loaded before a file is chosen').toEqual([]);

  await choose(page, 'Файл', sample('8a.asice'));
  await expect(verdict(page)).toHaveText('НЕ МОЖНА ВСТАНОВИТИ');
  await expect(page.locator('#report')).toContainText('невідомий');
  await choose(page, 'Сертифікати, яким ви довіряєте', sample('root.cer'), sample('revoked.crl'));
  await expect(verdict(page)).toHaveText('ДІЙСНО');
  await expect(page.locator('#verify-state'), 'it is told to who does not see it').toHaveText('ДІЙСНО');
  await expect(verdict(page), 'another file may be chosen still').not.toBeFocused();
  await page.getByRole('button', { name: 'Перевірити', exact: true }).click();
  await expect(verdict(page)).toBeFocused();
  const report = page.locator('#report');
  await expect(report).toContainText('Зразкова Зоряна Зразківна');
  await expect(report).toContainText('не скасовано станом на');
  await expect(report).toContainText('Журнал 8-А.pdf');

  expect(seen.saw('GET /modules/verifier.wasm'), 'the module was loaded').toBe(true);
  expect(seen.saw('POST '), 'nothing was sent').toBe(false);
  expect(seen.saw(mark(sample('8a.asice'))), 'nor was the file').toBe(false);

  // What is loaded checks without a network, too.
  await context.setOffline(true);
  const altered = readFileSync(sample('8a.asice'));
  altered[altered.indexOf('PK\u0003\u0004', 60) + 60]! ^= 1;
  const file = test.info().outputPath('altered.asice');
  writeFileSync(file, altered);
  await choose(page, 'Файл', file);
  await expect(verdict(page)).toHaveText('НЕДІЙСНО');
  await context.setOffline(false);
  await seen.stop();
});

test('national signatures, a signature that stands apart, and what is no signature', async ({ page }) => {
  await page.goto('/verify');
  await choose(page, 'Сертифікати, яким ви довіряєте', sample('CZOROOT.cer'), sample('SELF_SIGNED1.cer'));
  await choose(page, 'Файл', sample('message.p7'));
  await expect(verdict(page)).toHaveText('ДІЙСНО');
  await expect(page.locator('#report')).toContainText('ДСТУ 4145-2002, ГОСТ 34.311-95');
  await choose(page, 'Файл', sample('CA-Justice.cer'));
  await expect(page.locator('#report')).toContainText('строк минув');
  await expect(verdict(page)).toHaveText('ДІЙСНО');

  await choose(page, 'Сертифікати, яким ви довіряєте', sample('root.cer'));
  await choose(page, 'Файл', sample('plain.p7s'));
  await expect(page.locator('#report')).toContainText('потрібен ще й файл, який підписано');
  await choose(page, 'Документ, якщо підпис лежить окремо від нього', sample('content.txt'));
  await expect(verdict(page)).toHaveText('ДІЙСНО');

  await choose(page, 'Файл', sample('content.txt'));
  await expect(page.locator('#report')).toContainText('перевіряти нічого');
  await choose(page, 'Сертифікати, яким ви довіряєте', sample('content.txt'));
  await expect(page.locator('#trust-problem')).toHaveText('«content.txt»: тут немає ані сертифіката, ані списку відкликаних.');
  await expect(page.locator('#report')).toBeEmpty();

  await page.goto('/verify');
  await page.getByRole('button', { name: 'Перевірити', exact: true }).click();
  await expect(page.locator('#file-problem')).toHaveText('Виберіть файл.');
});

test('a file that is too large is not read', async ({ page }) => {
  const large = test.info().outputPath('large.asice');
  writeFileSync(large, '');
  truncateSync(large, 2 ** 28 + 1);
  await page.addInitScript(() => {
    const read = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = function (this: Blob) {
      document.documentElement.dataset.read = String(this.size);
      return read.call(this);
    };
  });
  await page.goto('/verify');
  await choose(page, 'Файл', large);
  await expect(verdict(page)).toHaveText('НЕ МОЖНА ВСТАНОВИТИ');
  await expect(page.locator('#report')).toContainText('файл завеликий: більше ніж 256 МБ не перевіряємо');
  await expect(page.locator('html')).not.toHaveAttribute('data-read');
  await choose(page, 'Файл', sample('plain.p7s'));
  await expect(page.locator('#report')).toContainText('потрібен ще й файл, який підписано');
  const size = String(readFileSync(sample('plain.p7s')).length);
  await expect(page.locator('html')).toHaveAttribute('data-read', size);
  await choose(page, 'Документ, якщо підпис лежить окремо від нього', large);
  await expect(page.locator('#report')).toContainText('large.asice');
  await expect(page.locator('#report')).toContainText('файл завеликий');
  await expect(page.locator('html')).toHaveAttribute('data-read', size);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [[1366, 768], [390, 844]] as const) {
    test(`the page is for everybody: ${colorScheme}, ${width} pixels`, async ({ browser }) => {
      const page = await (await browser.newContext({ colorScheme, viewport: { width, height } })).newPage();
      await page.goto('/verify');
      expect(await axeFaults(page)).toEqual([]);
      for (const [file, word] of [['8a.asice', 'ДІЙСНО'], ['8b-1.p7s', 'НЕ МОЖНА ВСТАНОВИТИ'], ['expired.p7s', 'НЕДІЙСНО']]) {
        await choose(page, 'Сертифікати, яким ви довіряєте', sample('root.cer'));
        await choose(page, 'Файл', sample(file!));
        await expect(verdict(page)).toHaveText(word!);
        expect(await axeFaults(page), file).toEqual([]);
        expect(await faint(page), file).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, 'nothing is wider than the screen').toBeLessThanOrEqual(0);
      }
      await page.context().close();
    });
  }
}

test.describe('in June', () => {
  let school: SchoolInJune;

  test.beforeAll(async () => {
    school = await schoolInJune('verify');
  });

  test.afterAll(() => school?.stop());

  /** Signs on the page with a key. */
  async function sign(page: Page, key: string, password: string): Promise<void> {
    if (key) await page.getByLabel('Файл ключа').setInputFiles(join(keys, key));
    await page.getByLabel('Пароль ключа').fill(password);
    await page.getByRole('button', { name: 'Підписати', exact: true }).click();
  }

  test('two people sign in the browser, and anybody sees that it holds', async ({ page, browser }) => {
    await signInTo(school, page, 'head');
    await makeArchive(school, page);
    await expect(page.getByRole('heading', { name: 'Підписати тут' }), 'the class teacher signs first').toHaveCount(0);

    const teacher = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
    const seen = await witness(school.url);
    const watched = { ...school, url: seen.url };
    await signInTo(watched, teacher, 'klasna');
    await openArchive(watched, teacher);
    await expect(teacher.getByRole('heading', { name: 'Підписати тут' })).toBeVisible();
    expect(await axeFaults(teacher)).toEqual([]);
    const [ofKey, ofPassword] = [teacher.locator('#key-problem'), teacher.locator('#password-problem')];
    await sign(teacher, '', '');
    await expect(ofKey).toHaveText('Виберіть файл ключа.');
    await sign(teacher, 'class-teacher.p12', 'не той');
    await expect(ofPassword).toHaveText('Пароль не підходить до цього ключа.');
    await expect(ofKey).toBeEmpty();
    await expect(teacher.getByLabel('Пароль ключа')).toHaveValue('не той');
    await sign(teacher, 'root.cer', keyPassword);
    await expect(ofKey).toContainText('Це не ключ PKCS#12');
    await expect(ofPassword).toBeEmpty();
    await sign(teacher, 'edwards.p12', keyPassword);
    await expect(ofKey).toContainText('Ключ не RSA і не ECDSA');
    await sign(teacher, 'ended.p12', keyPassword);
    await expect(ofKey).toContainText('Строк сертифіката скінчився 01.01.2021');
    await expect(teacher.getByLabel('Пароль ключа')).toHaveValue(keyPassword);
    expect(await axeFaults(teacher)).toEqual([]);
    // Somebody else's key makes a signature, which the server refuses as it does any other.
    await sign(teacher, 'stranger.p12', keyPassword);
    await expect(teacher.getByRole('alert').first()).toContainText('Підписано сертифікатом «Чужа Олена Петрівна»');
    await sign(teacher, 'class-teacher.p12', keyPassword);
    await expect(teacher.getByRole('status').first()).toContainText('8-А: підпис прийнято – КЛАСНА ОЛЕНА ПЕТРІВНА.');
    await expect(teacher.getByRole('heading', { name: 'Підписати тут' })).toHaveCount(0);
    expect(seen.saw('8-А.p7s'), 'the signature was sent').toBe(true);
    expect(seen.saw(keyPassword), 'the password was not').toBe(false);
    expect(seen.saw(mark(join(keys, 'class-teacher.p12'))), 'nor was the key').toBe(false);
    await seen.stop();
    await teacher.context().close();

    // The head signs all classes that wait from the page of the year.
    await page.goto(`${school.url}/archive`);
    await expect(page.getByText('Буде підписано: 8-А')).toBeVisible();
    await sign(page, 'head.p12', keyPassword);
    await expect(page.getByRole('status').first()).toContainText('8-А: підпис прийнято – Директорка Олена Петрівна.');
    await openArchive(school, page);
    await expect(page.getByText('підписано обома')).toBeVisible();
    const both = await download(school, page, 'both.asice');

    await page.getByRole('link', { name: 'Перевірити підписаний файл' }).click();
    await choose(page, 'Файл', both);
    await choose(page, 'Сертифікати, яким ви довіряєте', join(keys, 'root.cer'));
    await expect(verdict(page)).toHaveText('ДІЙСНО');
    await expect(page.locator('#report')).toContainText('КЛАСНА ОЛЕНА ПЕТРІВНА');
    await expect(page.locator('#report')).toContainText('Директорка Олена Петрівна');
    await expect(page.locator('#report')).toContainText('зі слів підписувача');

    const bytes = readFileSync(both);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    const altered = join(school.folder, 'altered.asice');
    writeFileSync(altered, bytes);
    await choose(page, 'Файл', altered);
    await expect(verdict(page)).toHaveText('НЕДІЙСНО');
  });

  // Of another day than the browser's, which changes nothing of a signature that says when it was made.
  test('the server checks for those who ask it', async ({ page, browser }) => {
    const seen = await witness(school.url);
    await page.goto(`${seen.url}/verify`);
    await choose(page, 'Файл', sample('8a.asice'));
    await choose(page, 'Сертифікати, яким ви довіряєте', sample('root.cer'));
    await expect(verdict(page)).toHaveText('ДІЙСНО');
    const own = await page.locator('#report').innerHTML();
    const loaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Перевірити на сервері' }).click();
    await loaded;
    await expect(verdict(page)).toHaveText('ДІЙСНО');
    expect(await page.locator('#report').innerHTML(), 'both tell the same').toBe(own);
    expect(seen.saw(mark(sample('8a.asice'))), 'the file was sent').toBe(true);
    await seen.stop();

    const plain = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })).newPage();
    await plain.goto(`${school.url}/verify`);
    await expect(plain.locator('noscript p'), 'that the server will check').toBeVisible();
    await expect(plain.getByRole('button', { name: 'Перевірити', exact: true })).toBeHidden();
    await choose(plain, 'Файл', sample('8a.asice'));
    await plain.getByRole('button', { name: 'Перевірити на сервері' }).click();
    await expect(verdict(plain)).toHaveText('НЕ МОЖНА ВСТАНОВИТИ');
    await plain.context().close();
  });
});
