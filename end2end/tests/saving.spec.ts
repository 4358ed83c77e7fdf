import { allSaved, cell, expect, gridIsAlive, openAlgebra, password, test, type Page } from '../support/school.ts';

const offline = 'Немає зв\'язку';

test.beforeEach(async ({ page }) => {
  await openAlgebra(page);
});

async function write(page: Page, row: number, day: string, text: string): Promise<void> {
  await (await cell(page, row, day)).click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Empties a cell and waits until that is stored, so that a story has a known beginning. */
async function empty(page: Page, row: number, day: string): Promise<void> {
  await (await cell(page, row, day)).click();
  await page.keyboard.press('Delete');
  await allSavedOrCalm(page);
}

async function allSavedOrCalm(page: Page): Promise<void> {
  await expect(page.locator('#grid-status')).toHaveText(/^(✓ Усе збережено)?$/);
}

test.describe('without a network', () => {
  test.use({ noise: /ERR_INTERNET_DISCONNECTED/ });

  test('it is said, the work goes on, and all is saved once it is back', async ({ page, context }) => {
    await write(page, 11, '18.11', '8');
    await allSaved(page);
    await context.setOffline(true);
    await write(page, 12, '18.11', '9');
    await write(page, 13, '18.11', '10');
    await expect(page.locator('#grid-status')).toContainText(offline);
    await expect(page.locator('#grid-status')).toContainText('Не надіслано: 2');
    await context.setOffline(false);
    await allSaved(page);
    await page.reload();
    await expect(await cell(page, 12, '18.11')).toHaveText('9');
    await expect(await cell(page, 13, '18.11')).toHaveText('10');
  });

  test('what was typed survives the closing of the page', async ({ page, context }) => {
    await context.setOffline(true);
    await write(page, 14, '18.11', '11');
    await expect(page.locator('#grid-status')).toContainText(offline);
    const journal = page.url();
    await page.close();
    await context.setOffline(false);
    const later = await context.newPage();
    await later.goto(journal);
    await gridIsAlive(later);
    await allSaved(later);
    await expect(await cell(later, 14, '18.11')).toHaveText('11');
  });

  test('two people at one cell learn of each other, at different cells they never meet', async ({
    page,
    browser,
    context,
  }) => {
    await empty(page, 15, '18.11');
    await empty(page, 16, '18.11');
    const other = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
    await openAlgebra(other);
    await context.setOffline(true);
    await write(page, 15, '18.11', '5');
    await write(page, 16, '18.11', '6');
    await write(other, 15, '18.11', '7');
    await write(other, 17, '18.11', '9');
    await allSaved(other);
    await context.setOffline(false);

    const disputed = await cell(page, 15, '18.11');
    await expect(disputed).toHaveClass(/conflict/);
    await expect(disputed).toHaveText('5');
    await expect(await cell(page, 16, '18.11')).toHaveText('6');
    await disputed.click();
    await expect(page.locator('#panel')).toContainText('Тим часом Олійник');
    await page.getByRole('button', { name: 'Моє' }).click();
    await allSaved(page);
    // The other page hears of it by itself.
    await expect(await cell(other, 15, '18.11')).toHaveText('5');
    await expect(await cell(other, 16, '18.11')).toHaveText('6');
    await expect(await cell(page, 17, '18.11')).toHaveText('9');
    await other.context().close();
  });
});

test('when the session has ended, signing in again in place saves what was typed', async ({ page, context }) => {
  await context.clearCookies();
  await write(page, 18, '18.11', '12');
  const form = page.getByRole('alertdialog');
  await expect(form).toContainText('Усе, що ви ввели, на місці');
  await form.getByLabel('Ім\'я для входу').fill('teacher');
  await form.getByLabel('Пароль').fill('не той');
  await form.getByRole('button', { name: 'Увійти й зберегти' }).click();
  await expect(form.getByRole('alert')).toHaveText('Ім\'я для входу або пароль не підходить.');
  await form.getByLabel('Пароль').fill(password);
  await form.getByRole('button', { name: 'Увійти й зберегти' }).click();
  await allSaved(page);
  await page.reload();
  await expect(await cell(page, 18, '18.11')).toHaveText('12');
});

test('what a quick teacher types before the grid is alive is not lost', async ({ page }) => {
  const cells = page.locator('#grid tbody tr > :nth-child(3)');
  await page.route(/\.wasm/, async (route) => {
    await new Promise((later) => setTimeout(later, 1500));
    await route.continue();
  });
  await page.reload({ waitUntil: 'domcontentloaded' });
  const first = page.locator('#grid td[tabindex="0"]');
  await page.keyboard.type('12');
  await expect(first).toHaveText('12');
  await page.keyboard.press('Enter');
  await page.keyboard.type('8');
  await cells.nth(2).click();
  await page.keyboard.type('7');
  await expect(cells.nth(2)).toHaveText('7');
  await expect(page.locator('#panel .lesson-panel')).toHaveCount(0);

  await gridIsAlive(page);
  await expect(page.locator('#grid-status')).not.toBeEmpty();
  await expect(await cell(page, 1, '24.11')).toHaveText('12');
  await expect(await cell(page, 2, '24.11')).toHaveText('8');
  await expect(cells.nth(2)).toHaveText('7');
});

test.describe('when the program of the grid does not come', () => {
  test.use({ noise: /wasm|fetch|ERR_FAILED/i });

  test('it is said', async ({ page }) => {
    await page.route(/\.wasm/, (route) => route.abort());
    await page.reload();
    await expect(page.locator('#grid-status')).toContainText('Оновіть сторінку');
  });
});
