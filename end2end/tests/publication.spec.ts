import {
  allSaved,
  cell,
  expect,
  openAlgebra,
  openJournal,
  signIn,
  test,
  typeLetters,
  type Browser,
  type Locator,
  type Page,
} from '../support/school.ts';

/** A page of somebody else, beside the story's own. */
async function beside(browser: Browser, page: Page, login: string): Promise<Page> {
  const other = await (await browser.newContext()).newPage();
  await signIn(other, login);
  return other;
}

async function setHour(administrator: Page, hour: string): Promise<void> {
  await administrator.goto('/school');
  await administrator.getByLabel('Коли родини бачать нові оцінки').selectOption(hour);
  await administrator.locator('form[action="/school"]').getByRole('button', { name: 'Зберегти' }).click();
  await expect(administrator.getByText('Збережено.')).toBeVisible();
}

/** Makes a cell hold what is typed, whatever stood there. */
async function write(page: Page, own: Locator, text: string): Promise<void> {
  await own.click();
  await page.keyboard.press('Delete');
  await typeLetters(page, text);
  await page.keyboard.press('Enter');
  await allSaved(page);
  await expect(own).toHaveText(text);
}

test('another\'s pencil is not there for the head until it is published', async ({ page, browser }) => {
  await openAlgebra(page);
  const own = await cell(page, 20, '18.11');
  await own.click();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Олівець' }).click();
  await own.click();
  await page.keyboard.type('4');
  await allSaved(page);
  await expect(own).toHaveClass(/\bd\b/);

  const head = await beside(browser, page, 'head');
  await openJournal(head, 'Алгебра', '8-А');
  await expect(await cell(head, 20, '18.11')).toHaveText('');
  await page.getByRole('button', { name: 'Оприлюднити олівець' }).click();
  await expect(own).not.toHaveClass(/\bd\b/);
  await head.reload();
  await expect(await cell(head, 20, '18.11')).toHaveText('4');
  await head.context().close();
});

test('the family sees a lateness at once, and a mark at the hour of publication', async ({ page, browser }) => {
  await openAlgebra(page);
  const names = await page.locator('#grid tbody th.nm').allTextContents();
  const child = names.findIndex((name) => name.startsWith('Притула Роксолана')) + 1;
  // Nothing was ever written here, so nothing of it was published yet.
  const own = await cell(page, child, '11.11');
  const administrator = await beside(browser, page, 'administrator');
  const family = await beside(browser, page, 'guardian');
  await family.getByRole('link', { name: /Роксолана/ }).click();
  const diary = new URL(family.url()).pathname;
  const inDiary = family.locator('section.day', { has: family.getByRole('heading', { name: /11\sлистопада/ }) });
  const lesson = inDiary.locator('li', { hasText: 'Алгебра' });
  const lookAgain = () => family.goto(`${diary}?week=2026-11-11`);

  await setHour(administrator, '21:00');
  await write(page, own, 'сп5');
  await lookAgain();
  await expect(lesson.locator('.value')).toHaveText('сп5');
  await expect(lesson).toContainText('Запізнення: 5 хв');
  await write(page, own, '11');
  await lookAgain();
  await expect(lesson.locator('.value')).toHaveCount(0);

  await setHour(administrator, 'одразу');
  await write(page, own, '12');
  await lookAgain();
  await expect(lesson.locator('.value')).toHaveText('12');
  await administrator.context().close();
  await family.context().close();
});
