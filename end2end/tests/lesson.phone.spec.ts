import { expect, password, signIn, test, type Locator, type Page } from '../support/school.ts';

test.use({ javaScriptEnabled: false });

/** A pupil's row of the sheet, counted from one. */
function row(page: Page, number: number): Locator {
  return page.locator(`#row-${number}`);
}

function mark(page: Page, number: number): Locator {
  return row(page, number).locator('.mark');
}

function presence(page: Page, number: number): Locator {
  return row(page, number).locator('.presence');
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Зберегти урок' }).click();
}

test.describe('a lesson of grade 6', () => {
  test.beforeEach(async ({ page }) => {
    await signIn(page, 'teacher');
    await page.getByRole('link', { name: /Математика · 6-Б/ }).click();
  });

  test('is filled on a phone without JavaScript, and without a keyboard of letters', async ({ page }) => {
    await page.getByLabel('Тема уроку').fill('Звичайні дроби');
    await page.getByLabel('Завдання додому').fill('§ 7, № 210');
    await expect(mark(page, 1)).toHaveAttribute('inputmode', 'numeric');
    await mark(page, 1).fill('9');
    await expect(row(page, 2).locator('.minutes')).toBeHidden();
    await presence(page, 2).selectOption('сп');
    await row(page, 2).locator('.minutes input').fill('5');
    await presence(page, 3).selectOption('н');
    await row(page, 4).locator('summary').click();
    await row(page, 4).getByLabel(/^Коментар для родини/).fill('Принести зошит');
    await mark(page, 4).fill('7');
    await row(page, 4).getByLabel(/^Олівцем/).check();
    await save(page);
    await expect(page.getByText('Урок збережено.')).toBeVisible();
    await expect(mark(page, 1)).toHaveValue('9');
    await expect(presence(page, 2)).toHaveValue('сп');
    await expect(row(page, 2).locator('.minutes input')).toHaveValue('5');
    await expect(presence(page, 3)).toHaveValue('н');
    await expect(mark(page, 4)).toHaveClass(/\bd\b/);
    await row(page, 4).locator('summary').click();
    await expect(row(page, 4).getByLabel(/^Коментар для родини/)).toHaveValue('Принести зошит');
    await page.goto('/today');
    const lesson = page.locator('.lessons li', { hasText: 'Математика · 6-Б' });
    await expect(lesson).toContainText('тема ✓');
    await expect(lesson).toContainText(/н, сп: \d+ · оцінок: \d+/);
    await expect(lesson).toContainText('Звичайні дроби');
  });

  test('a subject teacher enters absences, not their reasons', async ({ page }) => {
    const kinds = await presence(page, 6).locator('option').allTextContents();
    expect(kinds).toEqual(['є', 'н', 'сп']);
  });

  test('an absence is carried to the later lessons of the day when the teacher agrees', async ({ page }) => {
    await presence(page, 8).selectOption('н');
    await save(page);
    const offer = page.locator('form.carry');
    await expect(offer).toContainText('Поставити «н» і на наступні уроки дня?');
    await offer.getByRole('button', { name: 'Поставити' }).click();
    await expect(page.getByRole('status')).toContainText('«н» поставлено ще на');
  });

  test('a bad mark says why in its row, keeps what was typed, and the others are saved', async ({ page }) => {
    await mark(page, 5).fill('14');
    await mark(page, 6).fill('10');
    await save(page);
    await expect(page.getByText('Збережено не все')).toBeVisible();
    await expect(mark(page, 5)).toHaveValue('14');
    await expect(row(page, 5).getByRole('alert')).toContainText('ціле число від 1 до 12');
    await page.locator('.troubles a').click();
    await expect(row(page, 5)).toBeInViewport();
    await page.goto(page.url().replace(/#.*/, ''));
    await expect(mark(page, 6)).toHaveValue('10');
  });

  test('two who wrote the same cell choose what stays', async ({ page, browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const other = await context.newPage();
    await signIn(other, 'teacher');
    await other.goto(page.url());
    await mark(page, 9).fill('5');
    await save(page);
    await mark(other, 9).fill('8');
    await save(other);
    await expect(row(other, 9).getByRole('alert')).toContainText('Олійник');
    await expect(mark(other, 9)).toHaveValue('8');
    await row(other, 9).getByLabel('Моє: «8»').check();
    await save(other);
    await page.reload();
    await expect(mark(page, 9)).toHaveValue('8');
    await context.close();
  });

  test('the marks of a further work have fields of their own, as large as a thumb', async ({ page }) => {
    // Of another day, so that in the other stories a row has one mark.
    await page.getByRole('link', { name: 'Попередній урок' }).click();
    await expect(page.locator('main p').first()).toContainText('23');
    const lesson = page.url();
    await page.goto(lesson.replace(/\/lessons\/(.+)$/, '/columns?lesson=$1'));
    await page.getByLabel('Вид роботи').selectOption('notebook');
    await page.getByRole('button', { name: 'Додати роботу' }).click();
    await page.goto(lesson);
    const notebook = (number: number) => row(page, number).getByLabel(/^Зошит/);
    const own = await mark(page, 1).first().inputValue();
    await notebook(1).fill('11');
    await notebook(2).fill('14');
    const box = await notebook(1).boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect(box?.width).toBeGreaterThanOrEqual(44);
    expect(await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
    await save(page);
    await expect(notebook(2)).toHaveValue('14');
    await expect(row(page, 2).getByRole('alert').filter({ hasText: 'ціле число від 1 до 12' })).toBeVisible();
    await expect(page.locator('.troubles')).toContainText('(Зошит)');
    await notebook(2).fill('12');
    await save(page);
    await expect(page.getByText('Урок збережено.')).toBeVisible();
    await expect(notebook(1)).toHaveValue('11');
    await expect(notebook(2)).toHaveValue('12');
    await expect(mark(page, 1).first()).toHaveValue(own);
  });

  test('nothing typed is lost when the session has ended', async ({ page, context }) => {
    await mark(page, 7).fill('7');
    await context.clearCookies();
    await save(page);
    await page.getByLabel('Ім\'я для входу').fill('teacher');
    await page.getByLabel('Пароль').fill(password);
    await page.getByRole('button', { name: 'Увійти' }).click();
    await expect(mark(page, 7)).toHaveValue('7');
  });

  test('every target is as large as a thumb, and nothing sticks out of the screen', async ({ page }) => {
    const fields = page.locator('.roll .mark, .roll .presence, .roll summary, .save-bar button');
    for (const field of await fields.all()) {
      const box = await field.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      expect(box?.width).toBeGreaterThanOrEqual(44);
    }
    expect(await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
  });

  test('the roll begins on the first screen, and what is seldom changed opens by keyboard', async ({ page }) => {
    expect((await row(page, 1).boundingBox())?.y).toBeLessThan(460);
    const kind = page.getByLabel('Вид уроку');
    await expect(kind).toBeHidden();
    await page.locator('.about summary').focus();
    await page.keyboard.press('Enter');
    await expect(kind).toBeVisible();
    await expect(kind).toBeEnabled();
  });

  test('one lesson leads to the next, and to its month of the journal', async ({ page }) => {
    const when = page.locator('main p').first();
    await expect(when).toContainText('24');
    await page.getByRole('link', { name: 'Попередній урок' }).click();
    await expect(when).toContainText('23');
    await page.getByRole('link', { name: 'Наступний урок' }).click();
    await expect(when).toContainText('24');
    await page.getByRole('link', { name: 'Журнал', exact: true }).click();
    await expect(page).toHaveURL(/month=2026-11/);
  });
});
