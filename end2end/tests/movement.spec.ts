import { expect, openJournal, signIn, test, type Locator, type Page } from '../support/school.ts';

// Whom the demonstration school lets come and go in 5-В.
const leaver = 'Рябошапка Тетяна';
const newcomer = 'Ярема Святослав';

test.beforeEach(async ({ page }) => {
  await signIn(page, 'head');
  await openJournal(page, 'Математика', '5-В');
});

function rowOf(page: Page, name: string): Locator {
  return page.locator('#grid tbody tr', { has: page.locator('th.nm', { hasText: name }) });
}

test('a leaver stays in the list with the day and the order, and has no cells afterwards', async ({ page }) => {
  const row = rowOf(page, leaver);
  await expect(row.locator('th.nm small')).toHaveText('вибув 23.09, наказ № 33-у');
  await expect(row.locator('td').first()).not.toHaveClass(/\bx\b/);
  await expect(row.locator('td:not(.sm)').last()).toHaveClass(/\bx\b/);
});

test('a newcomer has cells from the day of coming on', async ({ page }) => {
  const row = rowOf(page, newcomer);
  await expect(row.locator('th.nm small')).toHaveText('з 20.10, наказ № 39-у');
  await expect(row.locator('td').first()).toHaveClass(/\bx\b/);
  await expect(row.locator('td:not(.sm)').last()).not.toHaveClass(/\bx\b/);
});

test('what is hatched looks different from what is empty', async ({ page }) => {
  const look = (cell: Locator) => cell.evaluate((element) => getComputedStyle(element).backgroundImage);
  const row = rowOf(page, leaver);
  expect(await look(row.locator('td:not(.sm)').last())).not.toBe(await look(row.locator('td').first()));
});
