import { expect, gridIsAlive, password, test, type Page } from '../support/school.ts';

/** What the pages say in Ukrainian alone; names, subjects and topics stay as the school wrote them. */
const ukrainian = /Журнал|Щоденник|Оцінки|Сьогодні|Зберегти|Тема уроку|Завдання додому|Присутні|Попередній|Наступний|Олівець|Увійти/;

test.beforeEach(async ({ context, baseURL }) => {
  const url = baseURL ?? '';
  await context.addCookies([{ name: 'klas_language', value: 'en', url }]);
});

async function signInInEnglish(page: Page, login: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Sign-in name').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

test('a teacher works in English', async ({ page }) => {
  await signInInEnglish(page, 'teacher');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tuesday, 24 November');
  await expect(page.locator('main')).not.toContainText(ukrainian);
  await page.getByRole('link', { name: /Математика · 6-Б/ }).click();
  await expect(page.getByRole('button', { name: 'Save the lesson' })).toBeVisible();
  await expect(page.locator('main')).toContainText('є – present · н – absent, reason not known');
  await expect(page.locator('main')).not.toContainText(ukrainian);
  await page.getByRole('link', { name: 'Journal', exact: true }).click();
  await gridIsAlive(page);
  await expect(page.locator('#panel')).not.toContainText(ukrainian);
  await expect(page.getByRole('heading', { name: 'Lessons', exact: true })).toBeVisible();
});

test('a family reads in English', async ({ page }) => {
  await signInInEnglish(page, 'guardian');
  await expect(page.getByRole('heading', { name: /^For tomorrow/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Tuesday, 24 November' })).toBeVisible();
  await page.getByRole('link', { name: 'Marks' }).first().click();
  await expect(page.getByRole('link', { name: 'Semester I', exact: true })).toBeVisible();
  await expect(page.locator('header')).not.toContainText(ukrainian);
});

test('what cannot be shown is said in English', async ({ page }) => {
  await signInInEnglish(page, 'teacher');
  await page.goto('/school');
  await expect(page.getByRole('heading', { name: 'This page is not for you' })).toBeVisible();
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Journals' }).first()).toBeVisible();
});
