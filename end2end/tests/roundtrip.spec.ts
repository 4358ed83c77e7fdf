import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keyPassword, makeAuthority, makeKey, openssl } from '../support/keys.ts';
import { klas, serve, type Served } from '../support/klas.ts';
import { expect, signIn, test, type Page } from '../support/school.ts';

// The demonstration school in July, whose year is closed: its archive is made, signed in every way, and read by readers
// that know nothing of Klas. One school: what a story leaves, the next begins with.
test.describe.configure({ mode: 'serial' });

/** A year that the stories never live to see, so that nobody signs after it. */
const july = '2045-07-05';

const folder = mkdtempSync(join(tmpdir(), 'klas-roundtrip-'));
const database = `sqlite://${folder}/klas.db`;
const trust = join(folder, 'trust');
const password = join(folder, 'password');
let served: Served;

test.beforeAll(async () => {
  test.setTimeout(15 * 60_000);
  klas(database, ['demo'], '', july);
  writeFileSync(password, keyPassword);
  makeAuthority(folder);
  for (const [login, position] of [['class-teacher', 'класний керівник'], ['head', 'директор']] as const) {
    makeKey(folder, login, nameOf(login), position);
  }
  served = await serve(database, 'roundtrip', { day: july, settings: { KLAS_TRUST: trust } });
});

test.afterAll(async () => {
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.beforeEach(() => test.setTimeout(5 * 60_000));

/** Surname and given name of whoever signs in so. */
function nameOf(login: string): string {
  const people = klas(database, ['user', 'list'], '', july).split('\n').map((line) => line.split('\t'));
  return people.find(([own]) => own === login)?.[2] ?? '';
}

/** Makes the container of a class and tells where it is. */
function archive(className: string): string {
  const out = join(folder, 'out');
  klas(database, ['archive', '--class', className, '--out', out], '', july);
  return join(out, `${className} 2044-2045.asice`);
}

function sign(file: string, key: string): void {
  klas(database, ['sign', file, '--key', join(folder, `${key}.p12`), '--password-file', password], '', july);
}

async function open(page: Page, className: string): Promise<void> {
  await page.goto(`${served.url}/archive`);
  await page.getByRole('link', { name: className, exact: true }).click();
}

async function send(page: Page, file: string): Promise<void> {
  await page.getByLabel('Підписані файли').setInputFiles(file);
  await page.getByRole('button', { name: 'Надіслати' }).click();
}

/** Takes away what a link of the page gives. */
async function take(page: Page, link: string, name: string): Promise<string> {
  const [taken] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link }).click()]);
  const path = join(folder, name);
  await taken.saveAs(path);
  return path;
}

const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('base64');

/** A container that both have signed, as everybody else reads it. */
function readByOthers(file: string): void {
  expect(klas(database, ['verify', file, '--trust', trust], '', july)).toContain('ДІЙСНО');
  execFileSync('unzip', ['-tq', file]);
  const unpacked = mkdtempSync(join(folder, 'unpacked-'));
  execFileSync('unzip', ['-q', file, '-d', unpacked]);
  expect(readFileSync(join(unpacked, 'mimetype'), 'utf8')).toBe('application/vnd.etsi.asic-e+zip');

  const journal = join(unpacked, 'journal.pdf');
  const fonts = execFileSync('pdffonts', [journal], { encoding: 'utf8' }).trim().split('\n').slice(2);
  expect(fonts.length).toBeGreaterThan(0);
  for (const font of fonts) expect(font, 'embedded, in part, with letters').toMatch(/ yes yes yes /);
  expect(execFileSync('qpdf', ['--check', journal], { encoding: 'utf8' })).toContain('No syntax or stream encoding errors found');

  const signatures = readdirSync(join(unpacked, 'META-INF')).filter((name) => name.endsWith('.p7s'));
  expect(signatures).toHaveLength(2);
  for (const signature of signatures) {
    const list = join('META-INF', signature.replace('signature', 'ASiCManifest').replace('.p7s', '.xml'));
    const what = ['-inform', 'DER', '-in', join('META-INF', signature), '-content', list];
    const whom = ['-CAfile', join(folder, 'root.pem'), '-purpose', 'any', '-out', join(folder, 'content')];
    openssl(unpacked, 'cms', '-verify', '-binary', '-cades', ...what, ...whom);
    const told = readFileSync(join(unpacked, list), 'utf8').matchAll(/DataObjectReference URI="([^"]+)"[^]*?<ds:DigestValue>([^<]+)</g);
    const covered = [...told].map(([, name, digest]) => [decodeURIComponent(name!), digest!] as const);
    expect(covered.map(([name]) => name)).toContain('journal.json');
    for (const [name, digest] of covered) expect(hash(join(unpacked, name)), name).toBe(digest);
  }
}

test('the class teacher signs outside and the head in the browser', async ({ page, browser }) => {
  const file = archive('8-А');
  sign(file, 'class-teacher');
  const teacher = await (await browser.newContext()).newPage();
  await signIn(teacher, 'class-teacher', served.url);
  await open(teacher, '8-А');
  await send(teacher, file);
  await expect(teacher.getByRole('status').first()).toContainText('8-А: підпис прийнято');
  await teacher.context().close();

  await signIn(page, 'head', served.url);
  await open(page, '8-А');
  await page.getByLabel('Файл ключа').setInputFiles(join(folder, 'head.p12'));
  await page.getByLabel('Пароль ключа').fill(keyPassword);
  await page.getByRole('button', { name: 'Підписати', exact: true }).click();
  await expect(page.getByRole('status').first()).toContainText('8-А: підпис прийнято');
  await expect(page.getByText('підписано обома')).toBeVisible();
  await expect(page.locator('.signatures li')).toHaveCount(2);
  readByOthers(await take(page, 'Завантажити контейнер', '8-А.asice'));

  // What the year's pages say from now on is what was signed.
  await page.goto(`${served.url}/journal`);
  const section = page.locator('section', { has: page.getByRole('heading', { name: '8-А' }) });
  await section.getByRole('link', { name: 'Алгебра' }).first().click();
  await expect(page.getByText('Цілісність перевірено')).toBeVisible();
});

/** Makes the container of a class, which its class teacher signs with a key of this name. */
function signedByTeacher(className: string, key: string): string {
  const file = archive(className);
  const journal = JSON.parse(execFileSync('unzip', ['-p', file, 'journal.json'], { encoding: 'utf8', maxBuffer: 64 << 20 }));
  const { surname, given, patronymic } = journal.class.classTeacher;
  makeKey(folder, key, `${surname} ${given} ${patronymic}`, 'учителька');
  sign(file, key);
  return file;
}

test('the head signs with OpenSSL', async ({ page }) => {
  const file = signedByTeacher('4-А', 'other-teacher');

  await signIn(page, 'head', served.url);
  await open(page, '4-А');
  await send(page, file);
  await expect(page.getByRole('status').first()).toContainText('4-А: підпис прийнято');
  const list = await take(page, 'Завантажити опис для підпису', 'list.xml');
  const by = ['-signer', 'head.pem', '-inkey', 'head.key', '-certfile', 'root.pem'];
  openssl(folder, 'cms', '-sign', '-binary', '-cades', '-md', 'sha256', '-in', list, ...by, '-outform', 'DER', '-out', 'head.p7s');
  await send(page, join(folder, 'head.p7s'));
  await expect(page.getByRole('status').first()).toContainText('4-А: підпис прийнято');
  await expect(page.getByText('підписано обома')).toBeVisible();
  readByOthers(await take(page, 'Завантажити контейнер', '4-А.asice'));
});

test('the head signs all classes that wait at once', async ({ page }) => {
  await signIn(page, 'head', served.url);
  const classes = ['5-А', '9-А'];
  for (const [number, className] of classes.entries()) {
    const file = signedByTeacher(className, `teacher-${number}`);
    await open(page, className);
    await send(page, file);
    await expect(page.getByRole('status').first()).toContainText(`${className}: підпис прийнято`);
  }
  await page.goto(`${served.url}/archive`);
  await expect(page.getByText(`Буде підписано: ${classes.join(', ')}`)).toBeVisible();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(new URL(request.url()).pathname);
  });
  await page.getByLabel('Файл ключа').setInputFiles(join(folder, 'head.p12'));
  await page.getByLabel('Пароль ключа').fill(keyPassword);
  await page.getByRole('button', { name: 'Підписати', exact: true }).click();
  await expect(page.getByRole('status').first()).toContainText('9-А: підпис прийнято');
  for (const className of classes) {
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: className, exact: true }) });
    await expect(row).toContainText('підписано обома');
  }
  expect(sent, 'one by one').toHaveLength(classes.length);
});
