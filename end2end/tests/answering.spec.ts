import { allSaved, cell, expect, openAlgebra, signIn, test, typeLetters, type Browser, type Page } from '../support/school.ts';

/** A photo as a telephone takes it: a small PNG. */
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACgAAAAeCAIAAADRv8uKAAAAK0lEQVR42u3NMQ0AAAgDsPkXyjkNyICjSf+mnRMRi8VisVgsFovFYvHfeAGGYu4VrhGqIAAAAABJRU5ErkJggg==',
  'base64',
);
const days = ['2026-12-07', '2026-12-08'] as const;

/** A page of another person, whose browser runs no scripts. */
async function visitor(browser: Browser, login: string): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, login);
  return page;
}

test('a note with a photo goes to the class teacher, and the absence entered afterwards has its reason', async ({
  page,
  browser,
}) => {
  const home = await visitor(browser, 'guardian');
  await home.goto('/diary');
  await home.getByRole('link', { name: /Роксолана/ }).click();
  await home.getByRole('link', { name: 'Записка про відсутність' }).click();
  await home.getByLabel('З дня').fill('2026-11-23');
  await home.getByLabel('по день').fill('2026-11-24');
  await home.getByLabel('інша поважна причина').check();
  await home.getByLabel(/^Коментар/).fill('Обласна олімпіада');
  const notAPhoto = { name: 'довідка.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('%PDF-1.7') };
  await home.getByLabel('Фото довідки').setInputFiles(notAPhoto);
  await home.getByRole('button', { name: 'Надіслати' }).click();
  await expect(home.getByText('Це не фото')).toBeVisible();
  await expect(home.getByLabel(/^Коментар/)).toHaveValue('Обласна олімпіада');
  await expect(home.getByLabel('інша поважна причина')).toBeChecked();
  await home.getByLabel('Фото довідки').setInputFiles({ name: 'довідка.png', mimeType: 'image/png', buffer: photo });
  await home.getByRole('button', { name: 'Надіслати' }).click();
  await expect(home.getByText('Записку надіслано класному керівникові.')).toBeVisible();

  const office = await visitor(browser, 'class-teacher');
  await office.getByRole('link', { name: /чека.* на відповідь/ }).click();
  const note = office.locator('.note-list > li', { hasText: 'Обласна олімпіада' });
  await note.getByText('Фото довідки').click();
  const shown = await office.request.get((await note.locator('.photo a').getAttribute('href'))!);
  expect(shown.headers()['content-type']).toBe('image/jpeg');
  await note.getByRole('button', { name: 'Прийняти', exact: true }).click();
  await expect(office.getByText(/^Записку прийнято/)).toBeVisible();

  await openAlgebra(page);
  const names = await page.locator('#grid tbody th.nm').allTextContents();
  const row = names.findIndex((name) => name.startsWith('Притула Роксолана')) + 1;
  const own = await cell(page, row, '24.11');
  const before = ((await own.textContent()) ?? '').trim();
  await own.click();
  await typeLetters(page, 'н');
  await page.keyboard.press('Enter');
  await allSaved(page);
  await page.reload();
  await expect(await cell(page, row, '24.11')).toHaveText('пп');
  await (await cell(page, row, '24.11')).click();
  await page.keyboard.press('Delete');
  await allSaved(page);
  if (before) {
    await page.keyboard.type(before);
    await page.keyboard.press('Enter');
    await allSaved(page);
  }

  await home.reload();
  await expect(home.locator('.note-list > li', { hasText: 'Обласна олімпіада' })).toContainText('прийнято');
  for (const guest of [home, office]) await guest.context().close();
});

test('an absence that stands already gets its reason when the note is accepted, in the register too', async ({ page, browser }) => {
  await openAlgebra(page);
  const names = await page.locator('#grid tbody th.nm').allTextContents();
  const row = names.findIndex((name) => name.startsWith('Притула Роксолана')) + 1;
  await (await cell(page, row, '19.11')).click();
  await page.keyboard.press('Delete');
  await typeLetters(page, 'н');
  await page.keyboard.press('Enter');
  await allSaved(page);

  const home = await visitor(browser, 'guardian');
  await home.goto('/diary');
  await home.getByRole('link', { name: /Роксолана/ }).click();
  await home.getByRole('link', { name: 'Записка про відсутність' }).click();
  await home.getByLabel('З дня').fill('2026-11-19');
  await home.getByLabel('по день').fill('2026-11-19');
  await home.getByLabel('хвороба', { exact: true }).check();
  await home.getByLabel(/^Коментар/).fill('Застуда');
  await home.getByRole('button', { name: 'Надіслати' }).click();

  const office = await visitor(browser, 'class-teacher');
  const missed = async () => {
    await office.getByRole('link', { name: /Мій клас/ }).first().click();
    const line = office.locator('table.register tbody tr', { has: office.locator('th', { hasText: 'Притула Роксолана' }) });
    return line.locator('.a').allTextContents();
  };
  const before = await missed();
  await office.goto('/today');
  await office.getByRole('link', { name: /чека.* на відповідь/ }).click();
  const note = office.locator('.note-list > li', { hasText: 'Застуда' });
  await note.getByRole('button', { name: 'Прийняти', exact: true }).click();
  const after = await missed();
  const changed = after.map((text, place) => [before[place], text]).filter(([was, is]) => was !== is);
  expect(changed).toEqual([[expect.stringMatching(/^н/), expect.stringMatching(/^хв/)]]);
  for (const guest of [home, office]) await guest.context().close();
});

test('a note about days to come is refused with a word', async ({ browser }) => {
  const home = await visitor(browser, 'guardian');
  await home.goto('/diary');
  await home.getByRole('link', { name: /Роксолана/ }).click();
  await home.getByRole('link', { name: 'Записка про відсутність' }).click();
  await home.getByLabel('З дня').fill(days[0]);
  await home.getByLabel('по день').fill(days[1]);
  await home.getByLabel(/^Коментар/).fill('Поїздка до бабусі');
  await home.getByRole('button', { name: 'Надіслати' }).click();
  const office = await visitor(browser, 'class-teacher');
  await office.getByRole('link', { name: /Мій клас/ }).first().click();
  await office.getByRole('link', { name: 'Записки родин' }).click();
  const note = office.locator('.note-list > li', { hasText: 'Поїздка до бабусі' });
  await expect(note).toContainText('«н» за ці дні немає');
  await note.getByText('Не приймати').first().click();
  await note.getByLabel('Чому не прийнято').fill('Це навчальні дні');
  await note.getByRole('button', { name: 'Не приймати' }).click();
  await expect(office.getByText('Відповідь надіслано родині.')).toBeVisible();
  await home.reload();
  await expect(home.locator('.note-list > li', { hasText: 'Поїздка до бабусі' })).toContainText('Це навчальні дні');
  for (const guest of [home, office]) await guest.context().close();
});

test('a class teacher tells the class something, a parent confirms, and it is counted', async ({ browser }) => {
  const office = await visitor(browser, 'class-teacher');
  await office.getByRole('link', { name: 'Оголошення' }).first().click();
  await office.getByText('Нове оголошення').click();
  await office.getByLabel('Заголовок').fill('Змінне взуття');
  await office.getByLabel('Текст').fill('З понеділка – змінне взуття.');
  await office.getByLabel(/Попросити батьків/).check();
  await office.getByRole('button', { name: 'Оприлюднити' }).click();
  await expect(office.getByText('Оголошення оприлюднено.')).toBeVisible();
  const line = office.locator('.note-list > li', { hasText: 'Змінне взуття' });
  await expect(line).toContainText('підтвердили: 0 з');

  const home = await visitor(browser, 'guardian');
  await home.getByRole('link', { name: /Непрочитаних/ }).click();
  await home.getByRole('link', { name: 'Змінне взуття' }).click();
  await home.getByRole('button', { name: 'Підтверджую, що прочитано' }).click();
  await expect(home.getByText('Ви підтвердили, що прочитали.')).toBeVisible();
  await office.reload();
  await expect(line).toContainText('підтвердили: 1 з');

  // Other words are confirmed anew.
  await line.getByRole('link', { name: 'Змінне взуття' }).click();
  await office.getByText('Змінити', { exact: true }).click();
  await office.getByLabel('Текст').fill('З середи – змінне взуття.');
  await office.getByRole('button', { name: 'Зберегти' }).click();
  await expect(office.getByText('Зміни збережено.')).toBeVisible();
  await expect(office.getByText('підтвердили: 0 з')).toBeVisible();
  await home.reload();
  await expect(home.getByText('Ви підтвердили, що прочитали.')).toBeHidden();
  await home.getByRole('button', { name: 'Підтверджую, що прочитано' }).click();
  await expect(home.getByText('Ви підтвердили, що прочитали.')).toBeVisible();
  for (const guest of [home, office]) await guest.context().close();
});

test('a teacher finds the mother of a pupil, writes first, and she answers', async ({ browser }) => {
  const office = await visitor(browser, 'class-teacher');
  await office.getByRole('link', { name: /Мій клас/ }).first().click();
  await office.getByRole('link', { name: 'Родини' }).click();
  await office.getByRole('link', { name: /^Написати родині: Притула Роксолана/ }).click();
  const family = office.locator('.recipients > li:target');
  await expect(family).toContainText('Притула Роксолана');
  await family.getByRole('link').first().click();
  await office.getByLabel('Повідомлення').fill('Роксолана забула зошит із геометрії.');
  await office.getByRole('button', { name: 'Надіслати' }).click();
  await expect(office.locator('#last')).toContainText('забула зошит');

  const home = await visitor(browser, 'guardian');
  await home.goto('/messages');
  await home.locator('.note-list > li', { hasText: 'забула зошит' }).getByRole('link').click();
  await home.getByLabel('Повідомлення').fill('Дякуємо, заберемо завтра.');
  await home.getByRole('button', { name: 'Надіслати' }).click();
  await office.reload();
  await expect(office.locator('#last')).toContainText('заберемо завтра');
  const deputy = await visitor(browser, 'deputy');
  await deputy.goto(office.url());
  await expect(deputy.getByText('Ця сторінка не для вас')).toBeVisible();
  for (const guest of [office, home, deputy]) await guest.context().close();
});

test('who has lost the password is told the ways that there are', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Забули пароль?' }).click();
  // The demonstration has no mail server.
  await expect(page.getByText('Заклад не налаштував пошту')).toBeVisible();
  await page.getByRole('link', { name: 'Маю код' }).click();
  await expect(page.getByLabel('Код', { exact: true })).toBeVisible();
  await page.goto('/password/new?code=guessed');
  await expect(page).toHaveURL(/\/password\/new$/);
  await expect(page.getByRole('alert')).toContainText('Посилання неповне');
  await context.close();
});

test('bullying is reported by a pupil and read by the head alone', async ({ browser }) => {
  const child = await visitor(browser, 'pupil');
  await child.getByRole('link', { name: 'Повідомити про булінг' }).click();
  await child.getByLabel(/^Що сталося/).fill('Ховають мій рюкзак');
  await child.getByRole('button', { name: 'Надіслати звернення' }).click();
  await expect(child.getByText('Звернення надіслано.')).toBeVisible();
  const deputy = await visitor(browser, 'deputy');
  await deputy.goto('/bullying');
  await expect(deputy.getByText('Ця сторінка не для вас')).toBeVisible();
  const head = await visitor(browser, 'head');
  await head.getByRole('link', { name: 'Звернення' }).first().click();
  const report = head.locator('.note-list > li', { hasText: 'Ховають мій рюкзак' });
  await report.getByRole('button', { name: 'Взяти в роботу' }).click();
  await child.reload();
  await expect(child.locator('.note-list > li')).toContainText('в роботі');

  // Whoever reads it from now on, and who named them, is no secret of the office.
  const officer = head.getByLabel('Хто відповідає за звернення');
  const named = head.locator('select[name="officer"] option:checked');
  for (const place of [1, 0]) {
    await officer.selectOption({ index: place });
    const name = place === 0 ? 'директор' : ((await named.textContent()) ?? '');
    const saved = head.waitForResponse((response) => response.request().method() === 'POST');
    await head.getByRole('button', { name: 'Зберегти' }).click();
    await saved;
    await expect(head.getByText('Збережено.')).toBeVisible();
    await child.reload();
    await expect(child.getByRole('heading', { name: 'Хто відповідав за звернення' })).toBeVisible();
    await expect(child.getByText(`: ${name} (хто призначив:`).first()).toBeVisible();
    await expect(child.getByText(/Відповідає з \d\d\.\d\d\.\d{4}/)).toBeVisible();
  }
  for (const guest of [child, deputy, head]) await guest.context().close();
});
