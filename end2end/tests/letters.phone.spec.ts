import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { makeAuthority } from '../support/keys.ts';
import { klas, serve, type Served } from '../support/klas.ts';
import { postOffice, type PostOffice } from '../support/post.ts';
import { expect, password, signIn, test } from '../support/school.ts';

// The second story begins with the address that the first one confirms.
test.describe.configure({ mode: 'serial' });

/** Letters of the week go from Friday's afternoon on, whatever hour it is now. */
const saturday = '2026-11-28';
const address = 'mother@example.com';

/** A school of this story's own, whose server sends letters by a mail server that a private authority alone vouches for. */
let folder: string;
let database: string;
let office: PostOffice;
let served: Served;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = mkdtempSync(join(tmpdir(), 'klas-letters-'));
  database = `sqlite://${folder}/klas.db`;
  klas(database, ['demo']);
  makeAuthority(folder);
  office = await postOffice(folder, 'starttls');
  served = await serve(database, 'letters', { settings: office.settings });
});

test.afterAll(async () => {
  await served.stop();
  await office.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.use({ javaScriptEnabled: false });

/** The last letter that came to the address. */
const lastLetter = () => office.taken.filter((letter) => letter.to?.some((to) => to.address === address)).at(-1);

/** The link that the last letter has. */
async function linkTo(path: string): Promise<string> {
  const link = () => lastLetter()?.text?.match(new RegExp(`${served.url}${path}\\S+`))?.[0];
  await expect.poll(link, { timeout: 20_000 }).toBeTruthy();
  return link()!;
}

test('a guardian who lost the password sets another by letter, and only once', async ({ page, browser }) => {
  await signIn(page, 'guardian', served.url);
  await page.goto(`${served.url}/notices/settings`);
  await page.getByLabel('Адреса', { exact: true }).fill(address);
  await page.getByLabel('Ваш пароль у Klas').fill(password);
  await page.getByRole('button', { name: 'Надіслати лист для підтвердження' }).click();
  await expect(page.getByText('Лист надіслано. Відкрийте його й підтвердьте адресу')).toBeVisible();
  await page.goto(await linkTo('/email'));
  await page.getByRole('button', { name: 'Підтвердити' }).click();
  await page.goto(`${served.url}/notices/settings`);
  await expect(page.getByText(`Листи надходять на ${address}.`)).toBeVisible();

  const phone = await (await browser.newContext({ baseURL: served.url, javaScriptEnabled: false })).newPage();
  await phone.goto('/sign-in');
  await phone.getByRole('link', { name: 'Забули пароль?' }).click();
  await phone.getByLabel("Ім'я для входу або електронна адреса").fill('guardian');
  await phone.getByRole('button', { name: 'Надіслати лист' }).click();
  await expect(phone.getByText('лист уже в дорозі')).toBeVisible();
  const link = await linkTo('/password/new');
  await phone.goto(link);
  await expect(phone.getByText('входу з ім\'ям guardian')).toBeVisible();
  for (const field of await phone.locator('input[type=password]').all()) await field.fill('нова тепла весна');
  await phone.getByRole('button', { name: 'Зберегти пароль і ввійти' }).click();
  await expect(phone).not.toHaveURL(/password/);

  // Whoever was signed in elsewhere has to know the new one.
  await page.reload();
  await expect(page).toHaveURL(/sign-in/);
  await page.getByLabel("Ім'я для входу").fill('guardian');
  await page.getByLabel('Пароль').fill(password);
  await page.getByRole('button', { name: 'Увійти' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Пароль').fill('нова тепла весна');
  await page.getByRole('button', { name: 'Увійти' }).click();
  await expect(page).not.toHaveURL(/sign-in/);

  await phone.goto(link);
  await expect(phone.getByRole('alert')).toContainText('Цим посиланням уже скористалися');
  await phone.context().close();
});

test('the class teacher invites by letters whoever has an address, and prints cards for the rest', async ({ page, browser }) => {
  test.setTimeout(180_000);
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
  const teacher = await context.newPage();
  await signIn(teacher, 'class-teacher', served.url);
  await teacher.getByRole('link', { name: 'Мій клас 8-А' }).first().click();
  await teacher.getByRole('link', { name: 'Родини' }).click();
  const all = teacher.getByRole('button', { name: /^Надіслати листом \(\d+\), решті – картки \(\d+\)$/ });
  const [letters, cards] = ((await all.textContent()) ?? '').match(/\d+/g)!.map(Number);
  await all.click({ timeout: 90_000 });
  await expect(teacher.getByRole('status').first()).toContainText(`Надіслано листом: ${letters}.`, { timeout: 90_000 });
  await expect(teacher.locator('.invitation')).toHaveCount(cards!);
  const invitations = office.taken.filter((letter) => letter.subject === 'Запрошення до електронного щоденника');
  expect(invitations).toHaveLength(letters!);
  await teacher.getByRole('link', { name: 'До списку родин' }).click();
  await expect(teacher.getByRole('heading', { level: 1 })).toHaveText('8-А · Родини');
  await expect(all).toHaveCount(0);

  const link = invitations.at(0)?.text?.match(new RegExp(`${served.url}/join\\S+`))?.[0];
  expect(link).toBeTruthy();
  await page.goto(link!);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Новий обліковий запис');
  await context.close();
});

test('the letter of the week comes by itself, and its link ends such letters', async ({ page }) => {
  await served.stop();
  await office.stop();
  office = await postOffice(folder, 'smtps');
  served = await serve(database, 'letters-saturday', { day: saturday, settings: office.settings });
  const stop = await linkTo('/unsubscribe');
  expect(lastLetter()?.subject).toBe('Тиждень у школі, 23.11–27.11.2026');
  expect(lastLetter()?.text).toContain('Завдання на наступні дні');
  await page.goto(stop);
  await page.getByRole('button', { name: 'Не надсилати' }).click();
  await expect(page.getByText('Листів за тиждень більше не буде.')).toBeVisible();
});
