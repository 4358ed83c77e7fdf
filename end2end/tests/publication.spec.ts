import {
  allSaved,
  cell,
  cellsOf,
  expect,
  gridIsAlive,
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

/** The row of a pupil in whose cell of a day nothing stands, counted from one. */
async function blankRow(page: Page, day: string): Promise<number> {
  const place = await (await cellsOf(page, day)).evaluateAll((cells) =>
    cells.findIndex((own) => !own.textContent && !own.matches('.x, .c, .off')),
  );
  expect(place, `a cell of ${day} in which nothing stands`).toBeGreaterThan(-1);
  return place + 1;
}

/** Writes the note of the cell under the cursor. */
async function note(page: Page, text: string): Promise<void> {
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Коментар для родини' }).fill(text);
  await page.getByRole('button', { name: 'Зберегти', exact: true }).click();
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
  await page.getByRole('button', { name: 'Оприлюднити олівець: 1' }).click();
  await expect(own).not.toHaveClass(/\bd\b/);
  await expect(page.getByText('Оприлюднено: 1.')).toBeVisible();
  await head.reload();
  await expect(await cell(head, 20, '18.11')).toHaveText('4');
  await head.context().close();
});

test('words are in pencil as marks are, and stay so when the mark is rubbed out', async ({ page, browser }) => {
  await openAlgebra(page);
  const places: [number, string][] = [];
  for (const day of ['11.11', '12.11']) places.push([await blankRow(page, day), day]);
  const [words, mark] = await Promise.all(places.map(([row, day]) => cell(page, row, day)));
  await page.locator('#pencil').click();
  await words.click();
  await note(page, 'Перепитати');
  await mark.click();
  await page.keyboard.type('7');
  await note(page, 'Пройшов не все');
  await page.locator('#pencil').click();
  await mark.click();
  await page.keyboard.press('Delete');
  await allSaved(page);
  for (const own of [words, mark]) {
    await expect(own).toHaveText('');
    await expect(own).toHaveClass(/\bd\b/);
    await expect(own).toHaveClass(/\bc\b/);
  }
  const head = await beside(browser, page, 'head');
  await openJournal(head, 'Алгебра', '8-А');
  for (const [row, day] of places) await expect(await cell(head, row, day)).not.toHaveClass(/\bc\b/);
  await head.context().close();

  for (const own of [words, mark]) {
    await own.click();
    await note(page, '');
  }
  await allSaved(page);
});

test('what is published is what stands on the page', async ({ page }) => {
  await openAlgebra(page);
  await page.locator('#pencil').click();
  const days = (await page.locator('#grid thead th').allTextContents()).map((text) => text.slice(0, 5));
  const earlier = days.find((day) => day.endsWith('.10')) ?? '';
  const [october, november] = [await blankRow(page, earlier), await blankRow(page, '11.11')];
  const inNovember = () => cell(page, november, '11.11');
  for (const own of [await cell(page, october, earlier), await inNovember()]) {
    await own.click();
    await page.keyboard.type('9');
    await expect(own).toHaveClass(/\bd\b/);
  }
  await allSaved(page);
  await expect(page.locator('#publish')).toHaveText('Оприлюднити олівець: 2');
  const semester = page.url();
  await page.getByRole('link', { name: 'жовтень' }).click();
  await gridIsAlive(page);
  await page.getByRole('button', { name: 'Оприлюднити олівець: 1' }).click();
  await expect(page.getByText('Оприлюднено: 1.')).toBeVisible();
  await page.goto(semester);
  await gridIsAlive(page);
  await expect(await cell(page, october, earlier)).not.toHaveClass(/\bd\b/);
  await expect(await inNovember()).toHaveClass(/\bd\b/);
  await page.locator('#publish').click();
  await expect(await inNovember()).not.toHaveClass(/\bd\b/);
  await allSaved(page);
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
