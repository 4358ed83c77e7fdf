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

test('the lessons of the chosen day begin on the first screen', async ({ page }) => {
  await page.getByRole('link', { name: /Роксолана/ }).click();
  expect((await page.locator('section.day li').first().boundingBox())?.y).toBeLessThan(400);
});

test('what is to be done for tomorrow stands beneath today', async ({ page }) => {
  await page.getByRole('link', { name: /Роксолана/ }).click();
  const tomorrow = page.locator('section.tomorrow');
  await expect(tomorrow.getByRole('heading')).toHaveText(/^На завтра/);
  expect(await tomorrow.locator('.homework').count()).toBeGreaterThan(0);
});

test('the letters of an absence are told in words', async ({ page }) => {
  await page.getByRole('link', { name: /Роксолана/ }).click();
  const diary = new URL(page.url()).pathname;
  await page.goto(`${diary}?week=2026-11-19`);
  const lesson = page.locator('#d2026-11-19 li', { hasText: 'Алгебра' });
  await expect(lesson.locator('.value')).toHaveText('н');
  await expect(lesson).toContainText('Відсутність, причина невідома');
});

test('a day that no calendar of a school has leads to the edge of the year', async ({ page }) => {
  await page.getByRole('link', { name: /Роксолана/ }).click();
  const answer = await page.goto(`${new URL(page.url()).pathname}?week=%2B262142-12-31`);
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole('link', { name: 'Наступний тиждень' })).toHaveCount(0);
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

test('the week comes to at most 30 KB as it is sent, in a stylesheet that a phone ten years old knows', async ({ page, browser }) => {
  await page.getByRole('link', { name: /Роксолана/ }).click();
  const week = new URL('?week=2026-11-19', page.url()).href;
  // On a phone that has kept nothing yet.
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  const phone = await context.newPage();
  const stylesheet = phone.waitForResponse(/klas\.css/);
  const [html, css] = [(await phone.goto(week))!, await stylesheet];
  await expect(phone.locator('section.day')).toHaveCount(5);
  let bytes = 0;
  for (const answer of [html, css]) {
    expect(await answer.headerValue('content-encoding'), answer.url()).toMatch(/^(br|gzip)$/);
    await answer.finished();
    const { responseBodySize } = await answer.request().sizes();
    expect(responseBodySize, answer.url()).toBeGreaterThan(1000);
    bytes += responseBodySize;
  }
  expect(bytes).toBeLessThanOrEqual(30_000);
  // Unknown before Chrome 104 and Safari 16.4, Chrome 87 and Safari 14.1.
  expect(await css.text()).not.toMatch(/@media[^{]*[<>]|[{;\s]inset\s*:/);
  await context.close();
});

test.describe('with scripts', () => {
  test.use({ javaScriptEnabled: true });

  test('the way that a page stands at is in sight', async ({ page }) => {
    await page.getByRole('link', { name: /Роксолана/ }).click();
    const ways = page.getByRole('navigation', { name: 'Розділи щоденника' });
    await ways.getByRole('link', { name: 'Дані', exact: true }).click();
    await expect(ways.locator('[aria-current]')).toHaveText('Дані');
    await expect(ways.locator('[aria-current]')).toBeInViewport({ ratio: 0.9 });
  });
});
