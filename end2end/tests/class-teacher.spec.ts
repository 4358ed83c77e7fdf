import { allSaved, expect, openJournal, signIn, test, typeLetters, type Locator, type Page } from '../support/school.ts';

const absent = 'Рудик Святослав';

test.beforeEach(async ({ page }) => {
  await signIn(page, 'class-teacher');
  await openJournal(page, 'Алгебра', '8-А');
});

/** The cell of a pupil on a day. */
async function cellOf(page: Page, name: string, day: string): Promise<Locator> {
  const headings = await page.locator('#grid thead th').allTextContents();
  const place = headings.findIndex((text) => text.startsWith(day));
  return page.locator('#grid tbody tr', { hasText: name }).locator(`td:nth-child(${place + 1})`);
}

test('a class teacher gives an absence its reason in the journal of another teacher, and writes nothing else', async ({
  page,
}) => {
  const own = await cellOf(page, absent, '19.11');
  await expect(own).toHaveText('н');
  await own.click();
  await typeLetters(page, 'хв');
  await page.keyboard.press('Enter');
  await allSaved(page);
  await page.reload();
  await expect(await cellOf(page, absent, '19.11')).toHaveText('хв');

  const another = await cellOf(page, absent, '18.11');
  const before = await another.textContent();
  await another.click();
  await page.keyboard.type('2');
  await expect(page.locator('#cell-message')).toContainText('Ви можете лише переглядати');
  await page.reload();
  await expect(await cellOf(page, absent, '18.11')).toHaveText(before ?? '');
});

test('the sheet of the lesson lets a class teacher change reasons alone', async ({ page }) => {
  await page.locator('#grid thead a', { hasText: '19.11' }).click();
  await expect(page.getByText('Тут ви можете змінити лише причини відсутності.')).toBeVisible();
  await expect(page.locator('.roll input.mark, .roll select.mark, .roll textarea')).toHaveCount(0);
  await expect(page.getByLabel('Тема уроку')).toHaveAttribute('readonly');
  const reason = page.locator('.roll li', { hasText: absent }).locator('.presence');
  expect(await reason.locator('option').allTextContents()).toEqual(['н', 'хв', 'пп', 'бп']);
  await reason.selectOption('пп');
  await page.getByRole('button', { name: 'Зберегти причини' }).click();
  await expect(page.getByText('Збережено.')).toBeVisible();
  await expect(reason).toHaveValue('пп');
  await reason.selectOption('н');
  await page.getByRole('button', { name: 'Зберегти причини' }).click();
  await expect(page.getByText('Збережено.')).toBeVisible();
  await expect(reason).toHaveValue('н');
});
