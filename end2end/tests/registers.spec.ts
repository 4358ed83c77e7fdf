import { expect, signIn, test, type Page } from '../support/school.ts';

/** Whether the page itself scrolls aside on the screen it is shown on. */
async function fits(page: Page): Promise<void> {
  const { wanted, given } = await page.evaluate(() => ({
    wanted: document.documentElement.scrollWidth,
    given: document.documentElement.clientWidth,
  }));
  expect(wanted, `the width of ${page.url()}`).toBeLessThanOrEqual(given);
}

test('a deputy has a lesson given by another, and the register of the month says so', async ({ page }) => {
  await signIn(page, 'deputy');
  await page.getByRole('navigation').getByRole('link', { name: 'Заміни' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Заміни й скасування');
  await page.locator('[name=class]').selectOption('5-А');
  await page.getByRole('button', { name: 'Показати' }).click();

  const lesson = page.locator('.arranged li').first();
  const subject = (await lesson.locator('.about strong').textContent()) ?? '';
  const substitute = lesson.locator('optgroup[label="Інші"] option').first();
  const name = ((await substitute.textContent()) ?? '').split(' – ')[0] ?? '';
  await lesson.getByLabel('Хто проводить').selectOption((await substitute.getAttribute('value')) ?? '');
  await page.getByRole('button', { name: 'Зберегти заміни' }).click();
  await expect(lesson.getByRole('alert')).toContainText('Виберіть причину');
  await expect(lesson.getByLabel('Хто проводить').locator('option:checked')).toContainText(name);

  await lesson.getByLabel('Причина').selectOption('відрядження');
  await lesson.getByLabel('Уточнення, наказ').fill('наказ № 77');
  await page.getByRole('button', { name: 'Зберегти заміни' }).click();
  await expect(page.getByRole('status')).toContainText('Збережено: 1\u00a0урок.');
  await expect(lesson).toHaveClass(/changed/);

  await page.getByRole('link', { name: 'Журнал замін' }).click();
  const row = page.getByRole('row', { name: /наказ № 77/ });
  await expect(row).toContainText('24.11');
  await expect(row).toContainText(subject.replace(/^\S+ /, ''));
  await expect(row).toContainText(name);
  await expect(page.locator('table.totals tbody tr').first()).toBeVisible();

  await page.goBack();
  await lesson.getByLabel('Хто проводить').selectOption('за розкладом');
  await page.getByRole('button', { name: 'Зберегти заміни' }).click();
  await expect(page.getByRole('status')).toContainText('Збережено: 1\u00a0урок.');
  await expect(lesson).not.toHaveClass(/changed/);
});

test('another subject is held instead of a lesson, and the class sees it in its day', async ({ page }) => {
  await signIn(page, 'deputy');
  await page.goto('/school/lessons?date=2026-11-25');
  await page.locator('[name=class]').selectOption('5-А');
  await page.getByRole('button', { name: 'Показати' }).click();
  const lesson = page.locator('.arranged li').first();
  const other = lesson.locator('optgroup[label="Інший предмет замість цього"] option').first();
  const name = (await other.textContent()) ?? '';
  const before = await page.locator('.arranged li').count();
  await lesson.getByLabel('Хто проводить').selectOption(name);
  await lesson.getByLabel('Причина').selectOption('хвороба');
  await page.getByRole('button', { name: 'Зберегти заміни' }).click();
  await expect(page.getByRole('status')).toContainText('Збережено: 1\u00a0урок.');
  await expect(page.locator('.arranged li')).toHaveCount(before + 1);
  await page.getByRole('link', { name: 'Журнал замін' }).click();
  await expect(page.getByRole('row', { name: /хвороба/ }).filter({ hasText: name.split(' – ')[0] })).toHaveCount(1);
});

test('a class teacher keeps the other sections of the journal', async ({ page }) => {
  await signIn(page, 'class-teacher');
  await page.getByRole('navigation').getByRole('link', { name: 'Мій клас 8-А' }).first().click();
  const sections = page.getByRole('navigation', { name: 'Розділи журналу класу' });

  await sections.getByRole('link', { name: 'Інструктажі' }).click();
  await expect(page.locator('.list tbody tr').first()).toContainText('вступний');
  await page.getByLabel('Вид').selectOption('цільовий');
  await page.getByLabel('Тема').fill('Правила під час екскурсії до музею');
  const first = page.locator('.roll-ticks input').first();
  await expect(first).toBeChecked();
  await first.uncheck();
  await page.getByRole('button', { name: 'Записати' }).click();
  await expect(page.getByRole('status')).toHaveText('Записано.');
  const briefing = page.getByRole('row', { name: /екскурсії до музею/ });
  await expect(briefing).toContainText('відсутні: ');

  await briefing.getByRole('link', { name: 'Виправити' }).click();
  await page.getByLabel('Тема').fill('Правила під час екскурсії до художнього музею');
  await page.getByRole('button', { name: 'Зберегти виправлення' }).click();
  await expect(page.getByRole('row', { name: /художнього музею/ })).toContainText('виправлено');

  await sections.getByRole('link', { name: 'Екскурсії' }).click();
  await page.getByLabel('Куди, тема').fill('Художній музей');
  await page.getByLabel('Годин').fill('три');
  await page.getByRole('button', { name: 'Записати' }).click();
  await expect(page.getByRole('alert')).toContainText('цілим числом');
  await expect(page.getByLabel('Куди, тема')).toHaveValue('Художній музей');
  await page.getByLabel('Годин').fill('3');
  await page.getByRole('button', { name: 'Записати' }).click();
  await expect(page.getByRole('row', { name: /Художній музей/ })).toContainText('екскурсія');

  await sections.getByRole('link', { name: 'Учні' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Загальні відомості про учнів');
  await expect(page.locator('a[href^="tel:"]').first()).toBeVisible();
  await sections.getByRole('link', { name: "Здоров'я" }).click();
  await expect(page.locator('main select')).toHaveCount(0);
});

test('the nurse sets a health group and goes no further', async ({ page }) => {
  await signIn(page, 'nurse');
  await page.getByRole('row', { name: /^8-А/ }).getByRole('link', { name: "Здоров'я" }).click();
  const group = page.getByRole('combobox', { name: /^Група з фізкультури/ }).first();
  const before = await group.inputValue();
  await group.selectOption('special');
  await page.getByLabel('Дата огляду для всіх').fill('2026-09-10');
  await page.getByRole('button', { name: 'Зберегти групи' }).click();
  await expect(page.getByRole('status')).toContainText('Збережено: 1');
  await expect(group).toHaveValue('special');
  await group.selectOption(before);
  await page.getByRole('button', { name: 'Зберегти групи' }).click();
  await expect(group).toHaveValue(before);
  await expect(page.getByRole('link', { name: 'Учні' })).toHaveCount(0);
});

for (const [width, height] of [[390, 844], [1366, 768]] as const) {
  test(`the registers fit a screen ${width} wide`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await signIn(page, 'class-teacher');
    await page.getByRole('navigation').getByRole('link', { name: 'Мій клас 8-А' }).first().click();
    await expect(page).toHaveURL(/register$/);
    const register = page.url().replace(/register$/, '');
    for (const section of ['briefings', 'excursions', 'pupils', 'health']) {
      await page.goto(`${register}${section}`);
      await fits(page);
    }
    await page.context().clearCookies();
    await signIn(page, 'deputy');
    for (const address of ['/school/lessons', '/school/substitutions?month=2026-11', '/classes']) {
      await page.goto(address);
      await fits(page);
    }
  });
}
