import { allSaved, cell, expect, openAlgebra, signIn, test } from '../support/school.ts';

test('on a phone the keys stay under the thumb, and each is as large as one', async ({ page }) => {
  await openAlgebra(page);
  const chosen = await cell(page, 30, '19.11');
  await chosen.click();
  const keys = page.locator('.panel .pad button');
  for (const key of await keys.all()) {
    await expect(key).toBeInViewport();
    const box = await key.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
  }
  const mark = (await chosen.textContent()) === '9' ? '8' : '9';
  await keys.filter({ hasText: new RegExp(`^${mark}$`) }).click();
  await allSaved(page);
  await expect(chosen).toHaveText(mark);
});

test('in a bar with more entries than the screen has room for the current one is in sight', async ({ page }) => {
  await signIn(page, 'class-teacher');
  await page.goto('/archive');
  const current = page.locator('.tab-bar [aria-current]');
  await expect(current).toHaveText('Архів');
  await expect(current).toBeInViewport({ ratio: 0.9 });
});
