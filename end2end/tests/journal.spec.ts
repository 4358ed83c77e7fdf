import {
  allSaved,
  cell,
  cellsOf,
  columnOf,
  expect,
  gridIsAlive,
  openAlgebra,
  test,
  typeLetters,
  type Locator,
  type Page,
} from '../support/school.ts';

test.beforeEach(async ({ page }) => {
  await openAlgebra(page);
});

test('a lesson of 34 pupils is filled by keyboard alone', async ({ page }) => {
  const marks = Array.from({ length: 34 }, (_, pupil) => (pupil % 9 === 4 ? 'н' : String((pupil % 12) + 1)));
  // The page opens at today's lesson with the first pupil under the cursor: nothing to click.
  for (const mark of marks) {
    await (mark === 'н' ? typeLetters(page, mark) : page.keyboard.type(mark));
    await page.keyboard.press('Enter');
  }
  await allSaved(page);
  await expect(await cellsOf(page, '24.11')).toHaveText(marks);

  await page.reload();
  await expect(await cellsOf(page, '24.11')).toHaveText(marks);
});

test('a figure that cannot grow is saved at once, one that can after a moment', async ({ page }) => {
  const first = await cell(page, 1, '19.11');
  await first.click();
  await page.keyboard.type('7');
  await allSaved(page);
  await expect(first).toHaveText('7');
  const second = await cell(page, 2, '19.11');
  await second.click();
  await page.keyboard.type('1');
  await expect(second).toHaveClass(/typing/);
  await expect(second).not.toHaveClass(/typing/);
  await allSaved(page);
  await expect(second).toHaveText('1');
});

test('a space erases nothing, and letters wait until the cell is left', async ({ page }) => {
  const first = await cell(page, 1, '12.11');
  await first.click();
  await page.keyboard.press('Delete');
  await page.keyboard.type('7');
  await allSaved(page);
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(first).toHaveText('7');
  await expect(await cell(page, 2, '12.11')).toBeFocused();
  await typeLetters(page, 'сп');
  await expect(await cell(page, 2, '12.11')).toHaveClass(/typing/);
  await page.keyboard.press('Enter');
  await allSaved(page);
  await expect(await cell(page, 2, '12.11')).toHaveText('сп');
});

test('Ctrl+Z leaves what is half typed, then takes the last step back; Ctrl+Y makes it again', async ({ page }) => {
  const [first, second] = [await cell(page, 20, '17.11'), await cell(page, 21, '17.11')];
  await first.click();
  await page.keyboard.press('Delete');
  await page.keyboard.type('5');
  await second.click();
  await page.keyboard.press('Delete');
  await typeLetters(page, 'с');
  await page.keyboard.press('Control+z');
  await expect(second).toHaveText('');
  await expect(first).toHaveText('5');
  await page.keyboard.type('6');
  await allSaved(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+z');
  await expect(second).toHaveText('');
  await expect(second).toBeFocused();
  await page.keyboard.press('Control+y');
  await expect(second).toHaveText('6');
  await allSaved(page);
});

test('the way to what is not saved is a button, and what was refused is still there after a reload', async ({
  page,
}) => {
  const wrong = await cell(page, 22, '17.11');
  await wrong.click();
  await page.keyboard.type('15');
  await (await cell(page, 1, '24.11')).click();
  await page.reload();
  await gridIsAlive(page);
  await expect(await cell(page, 22, '17.11')).toHaveText('15');
  await page.getByRole('button', { name: '1 клітинку не збережено' }).click();
  await expect(await cell(page, 22, '17.11')).toBeFocused();
  await expect(page.locator('#cell-message')).toContainText('12-бальна шкала');
  await page.keyboard.press('Escape');
  await expect(page.locator('#grid-status button')).toHaveCount(0);
});

test('keys walk the grid, and only one of its cells is a tab stop', async ({ page }) => {
  const stops = page.locator('#grid [tabindex="0"]');
  await expect(stops).toHaveCount(1);
  const start = await columnOf(page, '24.11');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('ArrowUp');
  const focused = await page.evaluate(() => {
    const cell = document.activeElement as HTMLTableCellElement;
    return [cell.cellIndex, (cell.parentElement as HTMLTableRowElement).sectionRowIndex];
  });
  expect(focused).toEqual([start + 2, 9]);
  await expect(stops).toHaveCount(1);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+Tab');
  await expect(await cell(page, 1, '24.11')).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.locator('#grid tbody tr').first().locator('td').last()).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.locator('#grid tbody td').first()).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Tab');
  await expect(page.locator('#grid td:focus')).toHaveCount(0);
});

for (const width of [1366, 1024]) {
  test(`the cell under the cursor is never beneath the frozen columns: ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 768 });
    await page.reload();
    await gridIsAlive(page);
    const isSeen = () =>
      page.evaluate(() => {
        const own = document.activeElement!.getBoundingClientRect();
        const places = [own.left + 3, own.right - 3];
        return places.every((x) => document.elementFromPoint(x, own.top + own.height / 2) === document.activeElement);
      });
    await expect(await cell(page, 1, '24.11')).toBeFocused();
    expect(await isSeen(), 'as the page opens').toBe(true);
    for (const key of [...Array<string>(12).fill('ArrowRight'), ...Array<string>(40).fill('ArrowLeft')]) {
      await page.keyboard.press(key);
      expect(await isSeen(), await page.evaluate(() => document.activeElement!.outerHTML)).toBe(true);
    }
  });
}

test('a refused cell keeps what was typed and says why, and the others are saved', async ({ page }) => {
  const wrong = await cell(page, 3, '18.11');
  await wrong.click();
  await page.keyboard.type('15');
  await page.keyboard.press('Enter');
  await page.keyboard.type('6');
  await expect(wrong).toHaveText('15');
  await expect(wrong).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#grid-status')).toHaveText('1 клітинку не збережено');
  await wrong.click();
  await expect(page.getByText('12-бальна шкала: ціле число від 1 до 12').first()).toBeVisible();
  await page.getByRole('button', { name: 'Відмовитися від незбереженого' }).click();
  await expect(wrong).toBeFocused();
  await expect(wrong).not.toHaveAttribute('aria-invalid');
  await allSaved(page);
  await expect(await cell(page, 4, '18.11')).toHaveText('6');
});

test('a column from a spreadsheet is pasted; its bad value stays where it is; one step takes it back', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const column = ['8', '11', 'н', '13', 'сп10', '', '12'];
  const cells = await cellsOf(page, '17.11');
  const before = (await cells.allTextContents()).slice(0, column.length);
  await page.evaluate((text) => navigator.clipboard.writeText(text), `${column.join('\r\n')}\r\n`);
  await cells.first().click();
  await page.keyboard.press('Control+v');
  for (const [row, text] of column.entries()) await expect(cells.nth(row)).toHaveText(text);
  await expect(page.locator('#grid-status')).toHaveText('1 клітинку не збережено');
  await expect(cells.nth(3)).toHaveAttribute('title', /12-бальна шкала/);

  await page.keyboard.press('Control+z');
  await cells.nth(3).click();
  await page.keyboard.press('Escape');
  await allSaved(page);
  for (const [row, text] of before.entries()) await expect(cells.nth(row)).toHaveText(text);
});

test('what of a pasted column has no place in the journal is said', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const last = (await cellsOf(page, '17.11')).last();
  const before = (await last.textContent()) ?? '';
  const mark = before === '8' ? '9' : '8';
  await page.evaluate((text) => navigator.clipboard.writeText(text), `${mark}\r\n10\r\n11\r\n`);
  await last.click();
  await page.keyboard.press('Control+v');
  await expect(last).toHaveText(mark);
  await expect(page.getByText('Вставлено: 1. Пропущено: 2 – за межами журналу.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(last).toHaveText(before);
  await allSaved(page);
});

test('a mark for a lesson that has not taken place is refused, an absence is not', async ({ page }) => {
  const tomorrow = await cell(page, 2, '25.11');
  await tomorrow.click();
  await page.keyboard.type('9');
  await expect(page.locator('#cell-message')).toContainText('Урок ще не відбувся');
  await page.keyboard.press('Escape');
  await typeLetters(page, 'н');
  await allSaved(page);
  await expect(tomorrow).toHaveText('н');
});

test('topic and homework come from the plan with one press, and stay', async ({ page }) => {
  await page.getByRole('button', { name: 'Взяти з плану' }).click();
  await expect(page.getByText('✓ збережено')).toBeVisible();
  const topic = await page.locator('#topic').inputValue();
  expect(topic).not.toBe('');
  await page.locator('#homework').fill('§ 12, № 345');
  await page.locator('#homework').blur();
  await expect(page.getByText('✓ збережено')).toBeVisible();
  const listed = page.locator('.lesson-list tr', { hasText: '§ 12, № 345' });
  await expect(listed).toContainText(topic);
  await page.reload();
  await expect(page.locator('#topic')).toHaveValue(topic);
  await expect(page.locator('#homework')).toHaveValue('§ 12, № 345');
  await expect(page.locator('.lesson-list')).toContainText('§ 12, № 345');
});

test('the empty cells of a column are filled, the others stay', async ({ page }) => {
  const cells = await cellsOf(page, '12.11');
  const before = await cells.allTextContents();
  await cells.first().click();
  await page.getByLabel('Значення').fill('10');
  await page.getByRole('button', { name: 'порожні', exact: true }).click();
  await allSaved(page);
  await expect(cells).toHaveText(before.map((text) => text || '10'));
  await cells.first().click();
  await page.keyboard.press('Control+z');
  await allSaved(page);
  await expect(cells).toHaveText(before);
});

test('filling all cells asks before it writes over, and nothing is filled with nothing', async ({ page }) => {
  const cells = await cellsOf(page, '12.11');
  await cells.first().click();
  const all = page.getByRole('button', { name: 'усі', exact: true });
  await expect(all).toBeDisabled();
  const before = await cells.allTextContents();
  await page.getByLabel('Значення').fill('9');
  await all.click();
  await expect(page.getByText(/Уже заповнено \d+ клітин/)).toBeVisible();
  await expect(cells).toHaveText(before);
  await page.getByRole('button', { name: 'Перезаписати' }).click();
  await allSaved(page);
  await expect(page.getByText(filled(before.length))).toBeVisible();
  await cells.first().click();
  await page.keyboard.press('Control+z');
  await allSaved(page);
  await expect(cells).toHaveText(before);
});

test.describe('without a network for a while', () => {
  test.use({ noise: /ERR_INTERNET_DISCONNECTED/ });

  test('the empty cells are filled beside those that wait for a decision, and it is said how many', async ({
    page,
    browser,
    context,
  }) => {
    const cells = await cellsOf(page, '12.11');
    const before = await cells.allTextContents();
    const [wrong, disputed, ...free] = (await blank(cells)) as [number, number, ...number[]];
    await write(page, cells.nth(wrong), '15');
    await expect(cells.nth(wrong)).toHaveClass(/refused/);
    const other = await (await browser.newContext()).newPage();
    await openAlgebra(other);
    await context.setOffline(true);
    await write(page, cells.nth(disputed), '5');
    await write(other, (await cellsOf(other, '12.11')).nth(disputed), '7');
    await allSaved(other);
    await other.context().close();
    await context.setOffline(false);
    await expect(cells.nth(disputed)).toHaveClass(/conflict/);

    await cells.first().click();
    await page.getByLabel('Значення').fill('10');
    await page.getByRole('button', { name: 'порожні', exact: true }).click();
    await expect(page.getByText(filled(free.length))).toBeVisible();
    const stand = new Map([[wrong, '15'], [disputed, '5'], ...free.map((row) => [row, '10'] as const)]);
    await expect(cells).toHaveText(before.map((text, row) => stand.get(row) ?? text));
    await expect(page.locator('#grid-status')).toHaveText('2 клітинки не збережено');

    await cells.first().click();
    await page.keyboard.press('Control+z');
    await cells.nth(wrong).click();
    await page.keyboard.press('Escape');
    await cells.nth(disputed).click();
    await page.getByRole('button', { name: 'Як є' }).click();
    await expect(cells.nth(disputed)).toHaveText('7');
    await page.keyboard.press('Delete');
    await allSaved(page);
    await expect(cells).toHaveText(before);
  });
});

test('of the cells that are filled, those that are refused do not count', async ({ page }) => {
  const cells = await cellsOf(page, '25.11');
  const before = await cells.allTextContents();
  const free = await blank(cells);
  expect(free).not.toEqual([]);
  await cells.first().click();
  await page.getByLabel('Значення').fill('9');
  await page.getByRole('button', { name: 'порожні', exact: true }).click();
  await expect(page.getByText(filled(0))).toBeVisible();
  for (const row of free) await expect(cells.nth(row)).toHaveClass(/refused/);
  await cells.first().click();
  await page.keyboard.press('Control+z');
  await expect(cells).toHaveText(before);
  await expect(page.locator('#grid-status button')).toHaveCount(0);
});

test('the tools of the column are seen without scrolling', async ({ page }) => {
  const box = await page.locator('#pencil').boundingBox();
  expect(box && box.y + box.height).toBeLessThanOrEqual(768);
  expect(await page.locator('#panel').evaluate((panel) => panel.scrollTop)).toBe(0);
});

test('the grid and the ways through the year say what they are', async ({ page }) => {
  await expect(page.getByRole('grid', { name: /Алгебра · 8-А/ })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Семестри' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Місяці' })).toBeVisible();
});

test('the form of a note says bad minutes, keeps what was written, and gives the focus back', async ({ page }) => {
  const own = await cell(page, 23, '18.11');
  await own.click();
  await typeLetters(page, 'сп10');
  await page.keyboard.press('F2');
  await page.getByLabel('Запізнення, хвилин').fill('багато');
  await (await cell(page, 24, '18.11')).click();
  await expect(page.getByText('Хвилини – це ціле число')).toBeVisible();
  await expect(own).toHaveText('сп10');
  await page.getByLabel('Запізнення, хвилин').fill('15');
  await page.getByRole('textbox', { name: 'Коментар для родини' }).fill('Автобус зламався');
  await (await cell(page, 24, '18.11')).click();
  await allSaved(page);
  await expect(own).toHaveText('сп15');
  await expect(own).toHaveAttribute('title', 'Автобус зламався');
  await own.click();
  await page.keyboard.press('F2');
  await page.keyboard.type('Ні');
  await page.keyboard.press('Escape');
  await expect(own).toBeFocused();
  await expect(own).toHaveAttribute('title', 'Автобус зламався');
});

test('F2 writes a note, and the history tells who changed the cell from what to what', async ({ page }) => {
  const own = await cell(page, 6, '18.11');
  await own.click();
  await page.keyboard.type('4');
  await allSaved(page);
  await page.keyboard.press('F2');
  await page.keyboard.type('Не здано зошит');
  await page.getByLabel('Причина виправлення').fill('Забула записати');
  await page.getByRole('button', { name: 'Зберегти', exact: true }).click();
  await allSaved(page);
  await expect(own).toHaveClass(/\bc\b/);
  await page.getByRole('button', { name: 'Історія клітинки' }).click();
  const history = page.locator('.history li');
  await expect(history.filter({ hasText: 'Забула записати' })).toContainText('Олійник');
  await expect(history.filter({ hasText: '→ 4' }).last()).toBeVisible();
});

test('an open history tells of a change as soon as it is saved', async ({ page }) => {
  const own = await cell(page, 31, '18.11');
  const stood = (await own.textContent()) ?? '';
  const [first, second] = stood === '4' ? ['5', '6'] : ['4', '5'];
  await own.click();
  await page.keyboard.type(first);
  await allSaved(page);
  await page.getByRole('button', { name: 'Історія клітинки' }).click();
  const history = page.locator('.history li');
  await expect(history.first()).toContainText(`→ ${first}`);
  const told = await history.count();
  await own.click();
  await page.keyboard.type(second);
  await expect(history.first()).toHaveText(changed(first, second));
  await expect(history).toHaveCount(told + 1);
  await page.keyboard.press('Control+z');
  await expect(history.first()).toHaveText(changed(second, first));
  await page.keyboard.press('Control+z');
  await expect(history).toHaveCount(told + 3);
  await expect(own).toHaveText(stood);
});

test.describe('when the history of a cell does not come', () => {
  test.use({ noise: /ERR_FAILED/ });

  test('it is said in the place of what was told before, and it can be asked for again', async ({ page }) => {
    const asked = '**/api/cell-history';
    const own = await cell(page, 32, '18.11');
    const stood = (await own.textContent()) ?? '';
    const typed = stood === '4' ? '5' : '4';
    await own.click();
    await page.keyboard.type(typed);
    await allSaved(page);
    const button = page.getByRole('button', { name: 'Історія клітинки' });
    await button.click();
    const history = page.locator('.history li');
    await expect(history.first()).toContainText(`→ ${typed}`);
    await page.route(asked, (route) => route.abort());
    await own.click();
    await page.keyboard.press('Control+z');
    await allSaved(page);
    await expect(own).toHaveText(stood);
    await expect(page.locator('.cell-panel').getByRole('alert')).toHaveText('Немає зв\'язку. Спробуйте ще раз.');
    await expect(history).toHaveCount(0);
    await page.unroute(asked);
    await button.click();
    await expect(button).toHaveAttribute('aria-expanded', 'false');
    await button.click();
    await expect(history.first()).toHaveText(changed(typed, stood));
  });
});

test('an absence is carried to the later lessons of the day when the teacher agrees', async ({ page }) => {
  await (await cell(page, 9, '24.11')).click();
  await page.keyboard.press('Delete');
  await typeLetters(page, 'н');
  await expect(page.getByText(/поставити «н» і на наступні уроки дня/)).toBeVisible();
  await page.getByRole('button', { name: 'Поставити', exact: true }).click();
  await expect(page.getByText(/«н» поставлено на уроки: \d/)).toBeVisible();
});

test('a quick roll call collects its absences, and the keyboard reaches them', async ({ page }) => {
  for (const row of [10, 11]) {
    await (await cell(page, row, '24.11')).click();
    await page.keyboard.press('Delete');
    await typeLetters(page, 'н');
    await page.keyboard.press('Enter');
  }
  await expect(page.locator('.offers li')).toHaveCount(2);
  await page.keyboard.press('F6');
  await expect(page.locator('.offers li button').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(await cell(page, 12, '24.11')).toBeFocused();
  await page.getByRole('button', { name: 'Поставити всім' }).click();
  await expect(page.getByText(/«н» поставлено на наступні уроки дня; учнів: 2/)).toBeVisible();
});

test('a month shows its own lessons, and a semester all of them', async ({ page }) => {
  const days = page.locator('#grid thead a');
  const all = await days.count();
  await page.getByRole('link', { name: 'жовтень' }).click();
  await gridOf(page, '.10');
  expect(await days.count()).toBeLessThan(all);
  await page.getByRole('link', { name: 'ІІ семестр' }).click();
  await gridOf(page, '.01');
});

test('what was not saved on another page of the journal can be given up', async ({ page }) => {
  const wrong = await cell(page, 30, '17.11');
  const before = await wrong.textContent();
  await wrong.click();
  await page.keyboard.type('15');
  await page.keyboard.press('Enter');
  await expect(wrong).toHaveText('15');
  await page.getByRole('link', { name: 'жовтень' }).click();
  await gridOf(page, '.10');
  await gridIsAlive(page);
  await page.getByRole('button', { name: '1 клітинку не збережено' }).click();
  await expect(page.getByText('Це на іншій сторінці цього журналу')).toBeVisible();
  await page.getByRole('button', { name: 'Відмовитися від незбереженого' }).click();
  await expect(page.locator('#grid-status button')).toHaveCount(0);
  await page.getByRole('link', { name: 'листопад' }).click();
  await gridOf(page, '.11');
  await gridIsAlive(page);
  await expect(await cell(page, 30, '17.11')).toHaveText(before ?? '');
  await expect(page.locator('#grid-status button')).toHaveCount(0);
});

async function gridOf(page: Page, month: string): Promise<void> {
  await expect(page.locator('#grid thead a').first()).toContainText(month);
}

/** Makes a cell hold what is typed. */
async function write(page: Page, own: Locator, text: string): Promise<void> {
  await own.click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** The rows of a column, counted from nought, in whose cells nothing stands. */
async function blank(cells: Locator): Promise<number[]> {
  return cells.evaluateAll((all) => all.flatMap((own, row) => (own.textContent || own.matches('.x, .c') ? [] : [row])));
}

/** What is said once so many cells are filled. */
const filled = (number: number) => `Заповнено клітинок: ${number}. Ctrl+Z поверне, як було.`;

/** A line of a cell's history; a note may stand beside either entry. */
function changed(before: string, after = ''): RegExp {
  return new RegExp(`^${before}\\b.* → ${after}`);
}
