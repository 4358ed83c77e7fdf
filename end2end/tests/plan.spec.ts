import { axeFaults } from '../support/axe.ts';
import { cell, expect, gridIsAlive, openJournal, signIn, test, type Locator, type Page } from '../support/school.ts';

/** The plan of a course, shifted where a lesson went another way; each story leaves it as it was. */

const subject = 'Математика';
const grade = '6-Б';

/** The topic of a line, counted from one. */
function topic(page: Page, number: number): Locator {
  return page.locator(`#line-${number} td span`).first();
}

/** The lesson that a line falls on. */
function lesson(page: Page, number: number): Locator {
  return page.locator(`#line-${number} td a`).first();
}

async function textOf(words: Locator): Promise<string> {
  const text = (await words.textContent()) ?? '';
  expect(text).not.toBe('');
  return text;
}

/** Opens the plan from the journal, and gives the first line whose lesson has no topic yet. */
async function openPlan(page: Page): Promise<number> {
  await page.getByRole('link', { name: 'План', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Календарно-тематичний план');
  const way = page.getByRole('link', { name: 'До найближчого уроку без теми' });
  return Number((await way.getAttribute('href'))?.replace('#line-', ''));
}

async function act(page: Page, number: number, name: string): Promise<void> {
  await page.locator(`#line-${number} summary`).click();
  await page.locator(`#line-${number}`).getByRole('button', { name }).click();
}

/** Takes the last change back, until a line says this again. */
async function undo(page: Page, number: number, said: string): Promise<void> {
  await page.getByRole('button', { name: 'Скасувати останню зміну' }).click();
  await expect(topic(page, number)).toHaveText(said);
  await expect(page.getByRole('status').filter({ hasText: 'План змінено.' })).toBeVisible();
}

for (const javaScriptEnabled of [false, true]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(async ({ page }) => {
      await signIn(page, 'teacher');
      await page.goto('/journal');
      const section = page.locator('section', { has: page.getByRole('heading', { name: grade }) });
      await section.getByRole('link', { name: subject }).first().click();
    });

    test('a lesson is skipped, and the sheets of the next ones follow', async ({ page }) => {
      const line = await openPlan(page);
      const plan = page.url();
      const said = await textOf(topic(page, line));
      await act(page, line, 'Зсунути далі на урок');
      await expect(topic(page, line)).toHaveText('порожній рядок');
      await expect(topic(page, line + 1)).toHaveText(said);
      await lesson(page, line).click();
      await expect(page.getByLabel('Тема уроку')).toHaveValue('');
      await page.getByRole('link', { name: 'Наступний урок' }).click();
      await expect(page.getByLabel('Тема уроку')).toHaveValue(said);
      await page.getByRole('link', { name: /^план: урок/ }).click();
      await expect(page).toHaveURL(`${plan}#line-${line + 1}`);
      await undo(page, line, said);
    });

    test('a line is written, and another one passed over', async ({ page }) => {
      const line = await openPlan(page);
      const said = await textOf(topic(page, line));
      await page.locator(`#line-${line} summary`).click();
      await page.locator(`#line-${line}`).getByRole('link', { name: 'Змінити' }).click();
      await page.locator(`#line-${line}`).getByLabel('Тема уроку').fill('Степінь з цілим показником');
      await page.getByRole('button', { name: 'Зберегти рядок' }).click();
      await expect(topic(page, line)).toHaveText('Степінь з цілим показником');
      await undo(page, line, said);
      const next = await textOf(topic(page, line + 1));
      await act(page, line, 'Пропустити рядок');
      await expect(topic(page, line)).toHaveText(next);
      await undo(page, line, said);
    });
  });
}

test('a text that is no plan stays as it was typed, and the page has no faults', async ({ page }) => {
  await signIn(page, 'teacher');
  await openJournal(page, subject, grade);
  await openPlan(page);
  const text = 'Вступ\t§ 1\t05.09';
  await page.getByLabel('Текст плану').fill(text);
  await page.getByRole('button', { name: 'Замінити план' }).click();
  await expect(page.getByRole('alert')).toContainText('Рядок 1: забагато стовпців');
  await expect(page.getByLabel('Текст плану')).toHaveValue(text);
  expect(await axeFaults(page)).toEqual([]);
});

test('the grid proposes the shifted lines', async ({ page }) => {
  await signIn(page, 'teacher');
  await openJournal(page, subject, grade);
  const journal = page.url();
  const line = await openPlan(page);
  const plan = page.url();
  const said = await textOf(topic(page, line));
  const days = [await textOf(lesson(page, line)), await textOf(lesson(page, line + 1))] as const;
  await act(page, line, 'Зсунути далі на урок');
  await expect(topic(page, line)).toHaveText('порожній рядок');
  await page.goto(journal);
  await gridIsAlive(page);
  const take = page.getByRole('button', { name: 'Взяти з плану' });
  await (await cell(page, 1, days[1])).click();
  await expect(page.locator('#panel')).toContainText(`план: урок ${line + 1} з`);
  await expect(take).toBeVisible();
  await (await cell(page, 1, days[0])).click();
  await expect(take).toHaveCount(0);
  await page.goto(plan);
  await undo(page, line, said);
});
