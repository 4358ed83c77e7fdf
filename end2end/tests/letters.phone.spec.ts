import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { klas, serve, type Served } from '../support/klas.ts';
import { postOffice, type PostOffice } from '../support/post.ts';
import { expect, password, signIn, test } from '../support/school.ts';

/** A school of this story's own, whose server sends letters. */
let folder: string;
let office: PostOffice;
let served: Served;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = mkdtempSync(join(tmpdir(), 'klas-letters-'));
  const database = `sqlite://${folder}/klas.db`;
  klas(database, ['demo']);
  office = await postOffice();
  served = await serve(database, 'letters', { settings: office.settings });
});

test.afterAll(async () => {
  await served.stop();
  await office.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.use({ javaScriptEnabled: false });

/** The link that the last letter to an address has. */
async function linkTo(address: string, path: string): Promise<string> {
  const letters = () => office.taken.filter((letter) => letter.to?.some((to) => to.address === address));
  const link = () => letters().at(-1)?.text?.match(new RegExp(`${served.url}${path}\\S+`))?.[0];
  await expect.poll(link).toBeTruthy();
  return link()!;
}

test('a guardian who lost the password sets another by letter, and only once', async ({ page, browser }) => {
  const address = 'mother@example.com';
  await signIn(page, 'guardian', served.url);
  await page.goto(`${served.url}/notices/settings`);
  await page.getByLabel('Адреса', { exact: true }).fill(address);
  await page.getByLabel('Ваш пароль у Klas').fill(password);
  await page.getByRole('button', { name: 'Надіслати лист для підтвердження' }).click();
  await expect(page.getByText('Лист надіслано. Відкрийте його й підтвердьте адресу')).toBeVisible();
  await page.goto(await linkTo(address, '/email'));
  await page.getByRole('button', { name: 'Підтвердити' }).click();
  await page.goto(`${served.url}/notices/settings`);
  await expect(page.getByText(`Листи надходять на ${address}.`)).toBeVisible();

  const phone = await (await browser.newContext({ baseURL: served.url, javaScriptEnabled: false })).newPage();
  await phone.goto('/sign-in');
  await phone.getByRole('link', { name: 'Забули пароль?' }).click();
  await phone.getByLabel("Ім'я для входу або електронна адреса").fill('guardian');
  await phone.getByRole('button', { name: 'Надіслати лист' }).click();
  await expect(phone.getByText('лист уже в дорозі')).toBeVisible();
  const link = await linkTo(address, '/password/new');
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
