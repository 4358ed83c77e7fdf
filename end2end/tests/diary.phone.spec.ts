import { expect, signIn, test } from '../support/school.ts';

test.use({ javaScriptEnabled: false });

test.beforeEach(async ({ page }) => {
  await signIn(page, 'guardian');
});

test('the week of a child: lessons, topics, homework, marks', async ({ page }) => {
  await page.getByRole('link', { name: /Роксолана/ }).click();
  await expect(page.getByRole('heading', { name: /Притула Роксолана · 8-А/ })).toBeVisible();
  await page.getByRole('link', { name: 'Попередній тиждень' }).click();
  const week = page.locator('section.day');
  await expect(week).toHaveCount(5);
  await expect(week.locator('li').first()).toBeVisible();
  expect(await week.locator('.topic').count()).toBeGreaterThan(10);
  expect(await week.locator('.homework').count()).toBeGreaterThan(10);
  expect(await week.locator('.value').count()).toBeGreaterThan(2);
  await page.getByRole('link', { name: 'Цей тиждень' }).click();
  await expect(page.locator('section.day.now')).toBeVisible();
});

test('another child is one tap away, and so are the marks by subject', async ({ page }) => {
  await page.getByRole('link', { name: /Лук/ }).click();
  await expect(page.getByRole('heading', { name: /· 3-А/ })).toBeVisible();
  await page.getByRole('link', { name: /Роксолана/ }).click();
  await page.locator('.tab-bar').getByRole('link', { name: 'Оцінки' }).click();
  await page.getByRole('link', { name: /Роксолана/ }).click();
  const algebra = page.locator('.subjects > li', { hasText: 'Алгебра' });
  expect(await algebra.locator('.value').count()).toBeGreaterThan(3);
});

test('a strange child is not found', async ({ page }) => {
  const answer = await page.goto('/diary/01939b2e-0000-7000-8000-000000000000');
  expect(answer?.status()).toBe(404);
});

test('the diary fits the screen', async ({ page }) => {
  await page.goto('/diary');
  expect(await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
});
