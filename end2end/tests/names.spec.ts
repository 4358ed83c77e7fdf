import { expect, signIn, test } from '../support/school.ts';

test('the administrator corrects a name, and it is found by the new one', async ({ page }) => {
  await signIn(page, 'administrator');
  await page.getByRole('link', { name: 'Імена' }).click();
  await page.getByLabel("Прізвище або ім'я").fill('а');
  await page.getByRole('button', { name: 'Знайти' }).click();
  await page.getByRole('rowheader').getByRole('link').first().click();
  const patronymic = page.getByLabel('По батькові');
  const before = await patronymic.inputValue();
  const surname = page.getByLabel('Прізвище');
  const own = await surname.inputValue();
  await surname.fill('');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByText('Вкажіть прізвище.')).toBeVisible();
  await expect(patronymic, 'nothing typed is lost').toHaveValue(before);
  await surname.fill('Щасливченко');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByRole('status')).toContainText("Ім'я виправлено.");
  await page.getByRole('link', { name: 'Щасливченко' }).click();
  await page.getByLabel('Прізвище').fill(own);
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByRole('status')).toContainText("Ім'я виправлено.");
});
