import {
  allSaved,
  cell,
  expect,
  gridIsAlive,
  openAlgebra,
  password,
  signIn,
  test,
  typeLetters,
  type Page,
} from '../support/school.ts';

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

/** Makes a pupil absent from today's lesson, and waits until the page offers to carry that on. */
async function absent(page: Page, row: number): Promise<void> {
  await empty(page, row, '24.11');
  await typeLetters(page, 'н');
  await page.keyboard.press('Enter');
  await expect(page.locator('.offers li')).toHaveCount(1);
}

/** Carries the absence as offered. */
async function carry(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Поставити', exact: true }).click();
}

/** Shows a day's lesson beside the grid. */
async function openLesson(page: Page, day: string): Promise<void> {
  await (await cell(page, 1, day)).click();
  await expect(page.locator('.lesson-panel h2')).toContainText(Number(day.slice(0, 2)).toString());
}

async function writeTopic(page: Page, topic: string): Promise<void> {
  await page.locator('#topic').fill(topic);
  await page.locator('#topic').blur();
}

/** What the browser keeps of unsaved work. */
async function kept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    const database = await asked(indexedDB.open('klas', 1));
    const keys = await asked(database.transaction('unsaved').objectStore('unsaved').getAllKeys());
    database.close();
    return keys.map(String);
  });
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
    await expect(await cell(page, 12, '18.11')).toHaveClass(/waiting/);
    await context.setOffline(false);
    await allSaved(page);
    await page.reload();
    await expect(await cell(page, 12, '18.11')).toHaveText('9');
    await expect(await cell(page, 13, '18.11')).toHaveText('10');
  });

  test('an absence that could not be carried is offered again', async ({ page, context }) => {
    await absent(page, 7);
    await context.setOffline(true);
    await carry(page);
    await expect(page.locator('.offers [role="alert"]')).toHaveText('Немає зв\'язку. Спробуйте ще раз.');
    await context.setOffline(false);
    await allSaved(page);
    await carry(page);
    await expect(page.getByText(/«н» поставлено на уроки: \d/)).toBeVisible();
    await expect(page.locator('.offers')).toHaveCount(0);
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

  test('what was left unsaved can be given up from any page', async ({ page, context }) => {
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      if (dialog.type() === 'confirm') asked.push(dialog.message());
      return dialog.accept();
    });
    const stood = await (await cell(page, 18, '18.11')).textContent();
    await context.setOffline(true);
    await write(page, 18, '18.11', stood === '4' ? '5' : '4');
    await expect(page.locator('#grid-status')).toContainText('Не надіслано: 1');
    await page.goto('about:blank');
    await context.setOffline(false);
    await page.goto('/account');
    const notice = page.locator('#unsaved');
    await expect(notice).toHaveText('Ще не збережено: Алгебра · 8-А – відкрити, щоб зберегти Відкинути');
    await notice.getByRole('button', { name: 'Відкинути: Алгебра · 8-А' }).click();
    await expect(notice).toHaveCount(0);
    expect(asked).toEqual(['Відкинути незбережене (Алгебра · 8-А)? Повернути його вже не вдасться.']);
    expect(await kept(page)).toEqual([]);
    await page.getByRole('button', { name: 'Вийти' }).click();
    await expect(page).toHaveURL(/sign-in/);
    expect(asked, 'nothing is lost any more').toHaveLength(1);
    await openAlgebra(page);
    await expect(await cell(page, 18, '18.11')).toHaveText(stood ?? '');
  });

  test('whoever signs out is asked about what was not sent, and then nothing of it stays', async ({ page, context }) => {
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      if (dialog.type() === 'confirm') asked.push(dialog.message());
      return dialog.accept();
    });
    await context.setOffline(true);
    await write(page, 15, '18.11', '7');
    await expect(page.locator('#grid-status')).toContainText('Не надіслано: 1');
    await page.goto('about:blank');
    await context.setOffline(false);
    await page.goto('/account');
    expect(await kept(page)).toHaveLength(1);
    await page.getByRole('button', { name: 'Вийти' }).click();
    await expect(page).toHaveURL(/sign-in/);
    expect(asked).toEqual([expect.stringContaining('зміни, яких сервер ще не має')]);
    await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([]);
  });

  test('a topic is said to wait, and is sent by another page once there is a network', async ({ page, context }) => {
    await openLesson(page, '12.11');
    await context.setOffline(true);
    await writeTopic(page, 'Степінь із цілим показником');
    await expect(page.locator('#words-state')).toContainText('ще не надіслано');
    await (await cell(page, 1, '18.11')).click();
    await openLesson(page, '12.11');
    await expect(page.locator('#topic')).toHaveValue('Степінь із цілим показником');
    const journal = page.url();
    await page.close();
    await context.setOffline(false);
    const later = await context.newPage();
    await later.goto(journal);
    await gridIsAlive(later);
    await allSaved(later);
    await later.reload();
    await gridIsAlive(later);
    await openLesson(later, '12.11');
    await expect(later.locator('#topic')).toHaveValue('Степінь із цілим показником');
  });

  test('two people at one topic see both, and one of them chooses', async ({ page, browser, context }) => {
    const other = await (await browser.newContext()).newPage();
    await openAlgebra(other);
    for (const one of [page, other]) await openLesson(one, '17.11');
    await context.setOffline(true);
    await writeTopic(page, 'Моя тема');
    await writeTopic(other, 'Їхня тема');
    await allSaved(other);
    await context.setOffline(false);
    await expect(page.locator('#words-state')).toContainText('Їхня тема');
    await expect(page.locator('#topic')).toHaveValue('Моя тема');
    await page.locator('#keep-my-words').click();
    await allSaved(page);
    await other.reload();
    await gridIsAlive(other);
    await openLesson(other, '17.11');
    await expect(other.locator('#topic')).toHaveValue('Моя тема');
    await other.context().close();
  });

  test('what a closed tab left is taken over by the other tab, and nothing stays behind', async ({
    page,
    context,
  }) => {
    const closed = await context.newPage();
    await closed.goto(page.url());
    await gridIsAlive(closed);
    await context.setOffline(true);
    await write(closed, 25, '18.11', '8');
    await write(page, 26, '18.11', '9');
    await expect.poll(() => kept(page)).toHaveLength(2);
    await closed.close();
    await expect(await cell(page, 25, '18.11')).toHaveText('8');
    await context.setOffline(false);
    await allSaved(page);
    await expect.poll(() => kept(page)).toHaveLength(0);
    await page.reload();
    await expect(await cell(page, 25, '18.11')).toHaveText('8');
    await expect(await cell(page, 26, '18.11')).toHaveText('9');
  });

  test('two people at one cell learn of each other, at different cells they never meet', async ({
    page,
    browser,
    context,
  }) => {
    await empty(page, 15, '18.11');
    await empty(page, 16, '18.11');
    const other = await (await browser.newContext()).newPage();
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

test('what another writes into a cell that is being typed into is not overwritten unseen', async ({ page, browser }) => {
  await empty(page, 27, '18.11');
  const other = await (await browser.newContext()).newPage();
  await openAlgebra(other);
  const disputed = await cell(page, 27, '18.11');
  await disputed.click();
  await typeLetters(page, 'с');
  const heard = page.waitForResponse(
    async (answer) => answer.url().endsWith('/api/news') && (await answer.text()).includes('"mark":7'),
  );
  await write(other, 27, '18.11', '7');
  await heard;
  await expect(disputed).toHaveText('с');
  await typeLetters(page, 'п');
  await page.keyboard.press('Enter');
  await expect(disputed).toHaveClass(/conflict/);
  await disputed.click();
  await expect(page.locator('#panel')).toContainText('«7»');
  await page.getByRole('button', { name: 'Як є' }).click();
  await expect(disputed).toHaveText('7');
  await other.context().close();
});

test('a server that does not answer counts as out of reach, and what was typed is sent again', async ({ page }) => {
  await empty(page, 28, '18.11');
  await page.route('**/api/apply-edits', () => {});
  await write(page, 28, '18.11', '7');
  await expect(page.locator('#grid-status')).toContainText(offline, { timeout: 15_000 });
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await expect(page.locator('#grid-status')).toHaveText('✓ Усе збережено', { timeout: 15_000 });
});

test('a topic typed after the session has ended is saved by signing in again', async ({ page, context }) => {
  await openLesson(page, '18.11');
  await context.clearCookies();
  await writeTopic(page, 'Після дзвінка');
  const form = page.getByRole('alertdialog');
  await expect(form.getByLabel('Ім\'я для входу')).toBeFocused();
  await form.getByLabel('Ім\'я для входу').fill('teacher');
  await form.getByLabel('Пароль').fill(password);
  await form.getByRole('button', { name: 'Увійти й зберегти' }).click();
  await allSaved(page);
  await page.reload();
  await gridIsAlive(page);
  await openLesson(page, '18.11');
  await expect(page.locator('#topic')).toHaveValue('Після дзвінка');
});

test('on a shared computer nobody\'s marks are saved as somebody else\'s', async ({ page, context, browser }) => {
  await empty(page, 29, '18.11');
  const deputy = await browser.newContext();
  await signIn(await deputy.newPage(), 'deputy');
  await context.addCookies(await deputy.cookies());
  await write(page, 29, '18.11', '10');
  const form = page.getByRole('alertdialog');
  await expect(form).toContainText('увійшов хтось інший');
  await form.getByLabel('Ім\'я для входу').fill('deputy');
  await form.getByLabel('Пароль').fill(password);
  await form.getByRole('button', { name: 'Увійти й зберегти' }).click();
  await expect(form.getByRole('alert')).toContainText('обліковий запис іншої людини');
  await form.getByLabel('Ім\'я для входу').fill('teacher');
  await form.getByRole('button', { name: 'Увійти й зберегти' }).click();
  await allSaved(page);
  await deputy.close();
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

test('an absence is carried after signing in again, and it is said where it was carried nowhere', async ({ page }) => {
  await absent(page, 8);
  const carrying = '**/api/carry-absence';
  await page.route(carrying, (route) => route.fulfill({ status: 401, json: 'SignedOut' }));
  await carry(page);
  const form = page.getByRole('alertdialog');
  await form.getByLabel('Ім\'я для входу').fill('teacher');
  await form.getByLabel('Пароль').fill(password);
  await form.getByRole('button', { name: 'Увійти й зберегти' }).click();
  await expect(page.locator('.offers [role="alert"]')).toContainText('Не вдалося. Спробуйте ще раз');
  await page.unroute(carrying);
  // The other teachers have called the roll meanwhile.
  await page.route(carrying, (route) => route.fulfill({ json: [] }));
  await carry(page);
  await expect(page.getByText('«н» більше нікуди не поставлено')).toBeVisible();
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
  await page.keyboard.press('Tab');
  await page.keyboard.type('6');
  await cells.nth(2).click();
  await page.keyboard.type('7');
  await expect(cells.nth(2)).toHaveText('7');
  await expect(page.locator('#panel .lesson-panel')).toHaveCount(0);

  await gridIsAlive(page);
  await expect(page.locator('#grid-status')).not.toBeEmpty();
  await expect(await cell(page, 1, '24.11')).toHaveText('12');
  const eight = await cell(page, 2, '24.11');
  await expect(eight).toHaveText('8');
  await expect(eight.locator('xpath=following-sibling::td[1]')).toHaveText('6');
  await expect(cells.nth(2)).toHaveText('7');
});

test.describe('when the program of the grid does not come', () => {
  test.use({ noise: /wasm|fetch|ERR_FAILED/i });

  test('it is said, nothing seems typed, and the lesson sheet is at hand', async ({ page }) => {
    await page.route(/\.wasm/, (route) => route.abort());
    await page.reload();
    const first = page.locator('#grid td[tabindex="0"]');
    const before = await first.textContent();
    await page.keyboard.type('8');
    await expect(page.locator('#grid-status')).toContainText('Оновіть сторінку');
    await expect(first).toHaveText(before ?? '');
    await page.getByRole('link', { name: 'Заповнити урок на його аркуші' }).click();
    await expect(page).toHaveURL(/\/lessons\//);
  });
});
