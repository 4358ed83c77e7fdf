import { expect, signIn, test } from '../support/school.ts';

test.use({ javaScriptEnabled: false });

test.beforeEach(async ({ page }) => {
  await signIn(page, 'teacher');
  await page.getByRole('link', { name: /Математика · 6-Б/ }).click();
});

test('a lesson is filled on a phone without JavaScript', async ({ page }) => {
  const marks = page.locator('.roll input.mark');
  await page.getByLabel('Тема уроку').fill('Звичайні дроби');
  await page.getByLabel('Завдання додому').fill('§ 7, № 210');
  await marks.nth(0).fill('9');
  await marks.nth(1).fill('сп5');
  await page.locator('.roll label.absent').nth(2).click();
  await page.getByRole('button', { name: 'Зберегти урок' }).click();
  await expect(page.getByText('Урок збережено.')).toBeVisible();
  await expect(marks.nth(0)).toHaveValue('9');
  await expect(marks.nth(1)).toHaveValue('сп5');
  await expect(page.locator('.roll label.absent input').nth(2)).toBeChecked();
  await page.goto('/today');
  const row = page.locator('.lessons li', { hasText: 'Математика · 6-Б' });
  await expect(row).toContainText('заповнено');
  await expect(row).toContainText('Звичайні дроби');
});

test('a bad mark says why in its row, keeps what was typed, and the others are saved', async ({ page }) => {
  const marks = page.locator('.roll input.mark');
  await marks.nth(3).fill('14');
  await marks.nth(4).fill('10');
  await page.getByRole('button', { name: 'Зберегти урок' }).click();
  await expect(page.getByText('Збережено не все')).toBeVisible();
  await expect(marks.nth(3)).toHaveValue('14');
  await expect(page.locator('.roll li').nth(3).getByRole('alert')).toContainText('ціле число від 1 до 12');
  await page.reload();
  await expect(marks.nth(4)).toHaveValue('10');
});

test('nothing typed is lost when the session has ended', async ({ page, context }) => {
  await page.locator('.roll input.mark').nth(5).fill('7');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Зберегти урок' }).click();
  await page.getByLabel('Ім\'я для входу').fill('teacher');
  await page.getByLabel('Пароль').fill('klas-demo');
  await page.getByRole('button', { name: 'Увійти' }).click();
  await expect(page.locator('.roll input.mark').nth(5)).toHaveValue('7');
});

test('every target is as large as a thumb, and nothing sticks out of the screen', async ({ page }) => {
  const fields = page.locator('.roll input.mark, .roll label.absent, .save-bar button');
  for (const field of await fields.all()) {
    const box = await field.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
  }
  expect(await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
});
