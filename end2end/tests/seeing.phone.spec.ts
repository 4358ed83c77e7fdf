import { readFileSync } from 'node:fs';

import { axeFaults } from '../support/axe.ts';
import { expect, signIn, test, type Browser, type Page } from '../support/school.ts';

test.use({ javaScriptEnabled: false });

/** The faults that axe-core finds on a page, with scripts switched on for it alone. */
async function faults(browser: Browser, login: string, paths: string[]): Promise<string[]> {
  const context = await browser.newContext({
    javaScriptEnabled: true,
    bypassCSP: true,
    viewport: { width: 390, height: 844 },
    serviceWorkers: 'block',
    locale: 'uk-UA',
  });
  const page = await context.newPage();
  await signIn(page, login);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of paths) {
      await page.goto(path);
      found.push(...(await axeFaults(page)).map((rule) => `${colorScheme} ${path} ${rule}`));
    }
  }
  await context.close();
  return found;
}

async function fits(page: Page): Promise<void> {
  expect(await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
}

/** Somebody else at another device. */
async function another(browser: Browser, login: string): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'uk-UA' });
  const page = await context.newPage();
  await signIn(page, login);
  return page;
}

/** The diary of the child in 8-А. */
async function openChild(page: Page): Promise<string> {
  await signIn(page, 'guardian');
  await page.getByRole('link', { name: /Роксолана/ }).click();
  return new URL(page.url()).pathname;
}

function part(page: Page, name: string) {
  return page.getByRole('navigation', { name: 'Розділи щоденника' }).getByRole('link', { name, exact: true });
}

test('every part of the diary is one tap away, and each fits the screen', async ({ page }) => {
  await openChild(page);
  for (const name of ['Розклад', 'Завдання', 'Оцінки', 'Пропуски', 'Табель', 'Дані', 'Тиждень']) {
    await part(page, name).click();
    await expect(part(page, name)).toHaveAttribute('aria-current', 'page');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Притула Роксолана');
    await fits(page);
  }
});

test('a subject shows where its marks go and what the semester mark would be', async ({ page }) => {
  await openChild(page);
  await part(page, 'Оцінки').click();
  const algebra = page.locator('.subjects > li', { hasText: 'Алгебра' });
  await expect(algebra.locator('.forecast')).toHaveText(/^Якби семестр закінчився сьогодні:\s\d+$/);
  await algebra.getByRole('link', { name: 'Докладно: Алгебра' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Алгебра' })).toBeVisible();
  await expect(page.locator('#forecast li').first()).toContainText('середнє');
  await expect(page.locator('#forecast')).toContainText('Семестрову оцінку ставить учитель');
  await expect(page.getByRole('img', { name: 'Як змінюються оцінки' })).toBeVisible();
  await expect(page.locator('figcaption')).toContainText(/знижуються|тримаються|зростають/);
  await fits(page);
});

test('the timetable leads through the weeks and names the holidays', async ({ page }) => {
  const diary = await openChild(page);
  await part(page, 'Розклад').click();
  await expect(page.locator('section.day')).toHaveCount(5);
  await expect(page.locator('section.day li').first()).toContainText(/\d\d:\d\d–\d\d:\d\d/);
  await page.getByRole('link', { name: 'Наступний тиждень' }).click();
  await expect(page.locator('section.day li').first()).toBeVisible();
  await page.getByRole('link', { name: 'Цей тиждень' }).click();
  await expect(page.locator('section.day.now')).toBeVisible();
  await page.goto(`${diary}/timetable?week=2026-10-27`);
  await expect(page.getByText('Осінні канікули').first()).toBeVisible();
});

test('the pupil ticks homework off, and the family alone sees it', async ({ page, browser }) => {
  await signIn(page, 'pupil');
  await part(page, 'Завдання').click();
  const home = new URL(page.url()).pathname;
  const button = page.getByRole('button', { name: /^Зроблено:/ }).first();
  const task = (await button.getAttribute('aria-label'))!.replace('Зроблено: ', '');
  await button.click();
  await expect(page).toHaveURL(/\/homework#t/);
  await expect(page.getByRole('button', { name: `Скасувати позначку: ${task}` }).first()).toBeVisible();
  await fits(page);
  const teacher = await another(browser, 'class-teacher');
  const answer = await teacher.goto(home);
  expect(answer?.status()).toBe(200);
  await expect(teacher.getByText('✓ зроблено')).toHaveCount(0);
  await teacher.context().close();
  await page.getByRole('button', { name: `Скасувати позначку: ${task}` }).first().click();
  await expect(page.getByRole('button', { name: /^Скасувати/ })).toHaveCount(0);
});

test('a calendar\'s address is made, read by an application, and revoked', async ({ page, request }) => {
  await openChild(page);
  await part(page, 'Розклад').click();
  await page.getByRole('link', { name: 'У календар телефона' }).click();
  await page.getByRole('button', { name: 'Створити адресу' }).click();
  const address = await page.getByLabel('Адреса календаря').inputValue();
  expect(address).toMatch(/\/calendar\/[0-9a-f]{64}\.ics$/);
  await expect(page.getByRole('link', { name: 'Відкрити в календарі' })).toHaveAttribute('href', address.replace(/^https?/, 'webcal'));
  await fits(page);
  const calendar = await request.get(address);
  expect(calendar.headers()['content-type']).toBe('text/calendar; charset=utf-8');
  const text = await calendar.text();
  expect(text.match(/BEGIN:VEVENT/g)!.length).toBeGreaterThan(50);
  expect(text).not.toContain('Притула');
  await page.reload().catch(() => undefined);
  await page.goto(page.url());
  await expect(page.getByText(address)).toHaveCount(0);
  await page.getByRole('button', { name: 'Відкликати' }).first().click();
  await expect(page.getByRole('status')).toContainText('Адресу відкликано');
  expect((await request.get(address)).status()).toBe(404);
});

test('a guardian sees who looked, takes everything, asks for a correction and reads the answer', async ({ page, browser }) => {
  const diary = await openChild(page);
  const teacher = await another(browser, 'class-teacher');
  await teacher.goto(diary);
  await page.goto(`${diary}/data`);
  await expect(page.locator('#looks li').first()).toContainText('щоденник');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Завантажити всі дані (ZIP)' }).click();
  const file = readFileSync((await (await download).path())!);
  expect(file.subarray(0, 2).toString()).toBe('PK');
  expect(file.includes('data.json') && file.includes('data.pdf')).toBe(true);
  await fits(page);

  await page.getByLabel('Про що').selectOption('ім\'я, дата народження, адреса');
  await page.getByLabel(/Що неправильно і де/).fill('Дата народження 01.02.2013');
  await page.getByLabel('Як має бути').fill('02.01.2013');
  await page.getByRole('button', { name: 'Надіслати' }).click();
  await expect(page.getByRole('status')).toContainText('Надіслано');
  await expect(page.locator('.note-list > li').first()).toContainText('чекає на відповідь');

  await teacher.goto('/today');
  await teacher.getByRole('link', { name: /прохання про виправлення/ }).click();
  const item = teacher.locator('.note-list > li', { hasText: '02.01.2013' });
  await item.getByText('Виправлено', { exact: true }).first().click();
  await item.getByLabel(/Що зроблено/).fill('Виправлено в загальних відомостях');
  await item.getByRole('button', { name: 'Виправлено', exact: true }).click();
  await expect(teacher.getByRole('status')).toContainText('Відповідь збережено');
  await teacher.context().close();

  await page.goto(`${diary}/data`);
  await expect(page.locator('.note-list > li').first()).toContainText('Виправлено в загальних відомостях');
});

test('nothing that axe finds, in light and dark', async ({ page, browser }) => {
  const diary = await openChild(page);
  await part(page, 'Оцінки').click();
  const subject = await page.getByRole('link', { name: 'Докладно: Алгебра' }).getAttribute('href');
  const parts = ['', '/timetable', '/homework', '/marks', '/absences', '/card', '/data', '/calendar'];
  const paths = [...parts.map((suffix) => diary + suffix), subject!];
  expect(await faults(browser, 'guardian', paths)).toEqual([]);
  // Pupils tick their homework, which families do not.
  const own = ['/diary', `${diary}/homework`, `${diary}/marks`];
  expect(await faults(browser, 'pupil', own)).toEqual([]);
});

test.describe('with scripts', () => {
  test.use({ javaScriptEnabled: true });

  test('the same forms work', async ({ page }) => {
    await signIn(page, 'pupil');
    await part(page, 'Завдання').click();
    await page.getByRole('button', { name: /^Зроблено:/ }).first().click();
    await expect(page.getByRole('button', { name: /^Скасувати/ })).toHaveCount(1);
    await page.getByRole('button', { name: /^Скасувати/ }).click();
    await expect(page.getByRole('button', { name: /^Скасувати/ })).toHaveCount(0);
  });
});
