import { expect, signIn, test } from '../support/school.ts';

test.use({ javaScriptEnabled: false });

test('on a phone a parent signs the week and writes to the class teacher', async ({ page, browser }) => {
  await signIn(page, 'guardian');
  await page.goto('/diary');
  await page.getByRole('link', { name: /Роксолана/ }).click();
  await page.getByRole('button', { name: 'Ознайомлено' }).click();
  await expect(page.locator('#signature')).toContainText('ознайомлено');
  await expect(page.getByRole('button', { name: 'Ознайомлено' })).toHaveCount(0);

  await page.getByRole('link', { name: 'Повідомлення' }).last().click();
  const staff = page.locator('section', { has: page.getByRole('heading', { name: /Притула Роксолана/ }) }).last();
  await staff.getByRole('link', { name: /класний керівник/ }).click();
  await page.getByLabel('Повідомлення').fill('Чи буде завтра фізкультура на вулиці?');
  await page.getByRole('button', { name: 'Надіслати' }).click();
  await expect(page.locator('.talk .mine').last()).toContainText('фізкультура на вулиці');
  const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  expect(wide, 'nothing is wider than the screen').toBe(false);

  const office = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(office, 'class-teacher');
  await office.goto('/messages');
  await office.locator('.note-list li', { hasText: 'фізкультура' }).getByRole('link').click();
  await office.getByLabel('Повідомлення').fill('Так, візьміть теплу форму.');
  await office.getByRole('button', { name: 'Надіслати' }).click();
  await page.reload();
  await expect(page.locator('.talk')).toContainText('Так, візьміть теплу форму.');
  await office.goto('/today');
  await office.getByRole('link', { name: /Мій клас/ }).first().click();
  await office.getByRole('link', { name: 'Ознайомлення' }).click();
  await expect(office.locator('.weeks tbody tr', { hasText: 'Притула Роксолана' }).locator('td.seen').first()).toBeVisible();
  await office.context().close();
});
