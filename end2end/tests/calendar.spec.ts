import { expect, openAlgebra, signIn, test } from '../support/school.ts';

test('a deputy takes a week of quarantine off the timetable, and gives it back', async ({ page, browser }) => {
  const journal = await (await browser.newContext()).newPage();
  await openAlgebra(journal);
  await signIn(page, 'deputy');
  await page.getByRole('link', { name: 'Заміни' }).first().click();
  await page.getByRole('link', { name: 'Дати навчального року' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Навчальний рік 2026/2027');
  const lines = page.getByRole('group', { name: 'Канікули' }).locator('.dates');
  const line = lines.nth((await lines.count()) - 2);
  await line.getByLabel('Назва').fill('Карантин');
  await line.getByLabel('Перший день').fill('2026-12-14');
  await line.getByLabel('Останній день').fill('2026-12-13');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByText('Останній день раніше за перший.')).toBeVisible();
  const wrong = page.locator('.dates', { has: page.locator('[aria-invalid]') });
  await wrong.getByLabel('Останній день').fill('2026-12-20');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByRole('status')).toHaveText(/^Збережено\. \d+.уро\S+ знято\.$/);
  // The journal that stands open all the while is told.
  await expect(journal.locator('#rearranged')).toContainText('її стовпці, уроки чи список учнів могли стати іншими');
  await journal.context().close();
  await page.goto('/school/lessons?date=2026-12-15');
  await expect(page.getByText('Алгебра')).toHaveCount(0);

  await page.goto('/school/year');
  const quarantine = page.locator('.dates', { has: page.locator('[value="Карантин"]') });
  for (const label of ['Назва', 'Перший день', 'Останній день']) await quarantine.getByLabel(label).fill('');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByRole('status')).toHaveText(/^Збережено\. \d+.уро\S+ додано\.$/);
});
