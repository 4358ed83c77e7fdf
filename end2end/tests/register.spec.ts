import { expect, signIn, test, type Locator, type Page } from '../support/school.ts';

/** The line of a pupil in the register. */
function lineOf(page: Page, name: string): Locator {
  return page.locator('table.register tbody tr', { has: page.locator('th', { hasText: name }) });
}

test('a class teacher gives the absences of a reminder their reason', async ({ page }) => {
  await signIn(page, 'class-teacher');
  await page.getByRole('navigation').getByRole('link', { name: 'Мій клас 8-А' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('8-А · Облік відвідування');

  // The absences of Рудик belong to the story of the class teacher in the journal.
  const reminder = page.locator('.unexplained a').filter({ hasNotText: 'Рудик' }).first();
  const name = ((await reminder.textContent()) ?? '').split(':')[0] ?? '';
  await reminder.click();
  await expect(page).toHaveURL(/month=2026-11&pupil=/);
  const form = page.locator('#reasons form');
  await expect(form.locator('[name=pupil] option:checked')).toHaveText(name);
  await expect(form.locator('[name=from]')).not.toHaveValue('');

  await form.locator('[name=kind]').selectOption('хв');
  await form.getByRole('button', { name: 'Указати причину' }).click();
  await expect(page.getByRole('status')).toContainText('Причину змінено');
  await expect(lineOf(page, name).locator('.a', { hasText: 'хв/' }).first()).toBeVisible();
  await expect(page.locator('.unexplained a', { hasText: name })).toHaveCount(0);
});

test('the head reads the registers of all classes and gives no reasons', async ({ page }) => {
  await signIn(page, 'head');
  await page.goto('/classes');
  await page.getByRole('row', { name: /^8-А/ }).getByRole('link', { name: 'Відвідування' }).click();
  await expect(page.locator('table.register')).toBeVisible();
  await expect(page.locator('#reasons')).toHaveCount(0);
  await page.getByRole('link', { name: 'І семестр', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Вересень' })).toBeVisible();
});

test('on a phone the names stay while the days scroll in their own box', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, 'class-teacher');
  await page.locator('.tab-bar').getByRole('link', { name: 'Мій клас 8-А' }).click();
  const box = page.locator('.register-scroll');
  const name = page.locator('table.register tbody th').first();
  const before = await name.boundingBox();
  await box.evaluate((element) => element.scrollBy(200, 0));
  expect((await name.boundingBox())?.x).toBeCloseTo(before?.x ?? 0, 0);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, 'the page itself does not scroll aside').toBeLessThanOrEqual(390);
});
