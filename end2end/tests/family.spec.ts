import { allSaved, cell, cellsOf, expect, openAlgebra, signIn, test, type Locator, type Page } from '../support/school.ts';

/** The row of the child of the demonstration school's guardian. */
async function rowOfChild(page: Page): Promise<number> {
  const names = await page.locator('#grid tbody th.nm').allTextContents();
  return names.findIndex((name) => name.startsWith('Притула Роксолана')) + 1;
}

async function lessonInDiary(page: Page): Promise<Locator> {
  await page.goto('/diary');
  await page.getByRole('link', { name: /Роксолана/ }).click();
  return page.locator('section.day.now li', { hasText: 'Алгебра' });
}

test('the family sees a mark the same minute, a pencil mark when it is published', async ({ page, browser }) => {
  const home = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(home, 'guardian');
  await openAlgebra(page);
  const row = await rowOfChild(page);
  const own = await cell(page, row, '24.11');
  await own.click();
  await page.keyboard.press('Delete');
  await page.keyboard.type('11');
  await page.keyboard.press('Enter');
  await allSaved(page);
  await expect((await lessonInDiary(home)).locator('.value')).toHaveText('11');

  await own.click();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Олівець' }).click();
  await own.click();
  await page.keyboard.type('3');
  await allSaved(page);
  await expect(own).toHaveClass(/\bd\b/);
  await expect((await lessonInDiary(home)).locator('.value')).toHaveCount(0);

  await page.getByRole('button', { name: 'Оприлюднити олівець' }).click();
  await expect(own).not.toHaveClass(/\bd\b/);
  await allSaved(page);
  await expect((await lessonInDiary(home)).locator('.value')).toHaveText('3');
  await home.context().close();
});

test('the head sees the page; nobody but the teacher writes it', async ({ page }) => {
  await signIn(page, 'head');
  await page.goto('/journal');
  await page
    .locator('section', { has: page.getByRole('heading', { name: '8-А' }) })
    .getByRole('link', { name: 'Алгебра' })
    .first()
    .click();
  const first = (await cellsOf(page, '11.11')).first();
  const before = await first.textContent();
  await first.click();
  await page.keyboard.type('2');
  await expect(page.locator('#cell-message')).toContainText('Ви можете лише переглядати');
  await page.reload();
  await expect((await cellsOf(page, '11.11')).first()).toHaveText(before ?? '');
});
