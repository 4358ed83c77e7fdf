import { expect, signIn, test } from '../support/school.ts';

test('the school chooses levels for a first class, and keeps the scale of a subject with marks', async ({ page }) => {
  await signIn(page, 'administrator');
  await page.goto('/school/marking');
  await page.getByRole('link', { name: 'Шкали оцінювання' }).click();
  const first = page.getByLabel('1-А');
  await expect(first.locator('option:checked')).toHaveText('вербальна оцінка');
  await first.selectOption('рівні П, С, Д, В');
  await page.getByLabel('Алгебра', { exact: true }).check();
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByRole('alert')).toContainText('вже є оцінки – Алгебра');
  await expect(first.locator('option:checked'), 'nothing chosen is lost').toHaveText('рівні П, С, Д, В');
  await page.getByLabel('Алгебра', { exact: true }).uncheck();
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByRole('status')).toBeVisible();

  await page.goto('/school/scales');
  await expect(first.locator('option:checked')).toHaveText('рівні П, С, Д, В');
});
