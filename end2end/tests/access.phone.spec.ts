import { axeFaults } from '../support/axe.ts';
import { expect, password, signIn, test, type Browser, type BrowserContext, type Locator, type Page } from '../support/school.ts';

test.use({ javaScriptEnabled: false });

const chosen = 'барвінок-77';

/** The class teacher at the own computer. */
async function classTeacher(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, 'class-teacher');
  await page.getByRole('link', { name: 'Мій клас 8-А' }).first().click();
  await page.getByRole('link', { name: 'Родини' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('8-А · Родини');
  return page;
}

/** The lines of guardians. */
function guardians(page: Page): Locator {
  return page.locator('.families ul > li', { has: page.locator('.who strong') });
}

/** Gives a code to the first guardian who has neither access nor a code, and tells what stands on the card. */
async function firstCode(page: Page): Promise<{ name: string; child: string; code: string }> {
  await guardians(page).getByRole('button', { name: 'Запросити', exact: true }).first().click();
  const card = page.locator('.invitation').first();
  await expect(card.locator('svg.qr')).toBeVisible();
  const words = (await card.textContent()) ?? '';
  return {
    name: (await card.getByRole('heading').textContent()) ?? '',
    child: /щоденник: (\S+ \S+),/.exec(words)?.[1] ?? '',
    code: (await card.locator('p.code').textContent()) ?? '',
  };
}

/** A phone on which nobody is signed in. */
async function anotherPhone(browser: Browser): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
    locale: 'uk-UA',
  });
  return { context, page: await context.newPage() };
}

async function typeCode(page: Page, code: string): Promise<void> {
  await page.goto('/join');
  await page.getByLabel('Код', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Далі' }).click();
}

/** What axe-core finds on the page that a code leads to, in light and dark; the code is not used up. */
async function faultsAfterCode(browser: Browser, code: string): Promise<string[]> {
  const context = await browser.newContext({ javaScriptEnabled: true, bypassCSP: true, serviceWorkers: 'block', locale: 'uk-UA' });
  const page = await context.newPage();
  await page.goto(`/join?code=${code.replace('-', '')}`);
  await expect(page.getByLabel('Пароль ще раз')).toBeVisible();
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await axeFaults(page)).map((rule) => `${colorScheme} ${rule}`));
  }
  await context.close();
  return found;
}

async function fits(page: Page): Promise<void> {
  expect(await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)).toBe(0);
}

test('from the sheet to the diary on a phone, and a lost password after that', async ({ page, browser }) => {
  const teacher = await classTeacher(browser);
  const { name, code } = await firstCode(teacher);
  await page.goto(`/join?code=${code.replace('-', '')}`);
  expect(new URL(page.url()).search, 'the code does not stay in the address').toBe('');
  await expect(page.locator('.facts')).toContainText(name);
  await fits(page);
  expect(await faultsAfterCode(browser, code), 'the form for a new account').toEqual([]);
  const login = await page.getByLabel('Ім\'я для входу').inputValue();
  expect(login).toMatch(/^[a-z.]+\d*$/);
  await page.getByLabel('Пароль', { exact: true }).fill(chosen);
  await page.getByLabel('Пароль ще раз').fill('не той пароль');
  await page.getByRole('button', { name: 'Створити й відкрити щоденник' }).click();
  await expect(page.getByRole('alert')).toContainText('Паролі різні');
  await page.getByLabel('Пароль', { exact: true }).fill(chosen);
  await page.getByLabel('Пароль ще раз').fill(chosen);
  await page.getByRole('button', { name: 'Створити й відкрити щоденник' }).click();
  await expect(page).toHaveURL(/\/diary\//);
  await expect(page.locator('section.day').first()).toBeVisible();
  await fits(page);

  const late = await anotherPhone(browser);
  await typeCode(late.page, code);
  await expect(late.page.getByRole('alert').first()).toContainText('Цим кодом уже скористалися');
  await expect(late.page.getByText(/Новий код дасть класний керівник 8-А/)).toBeVisible();

  await teacher.goto(teacher.url());
  const own = guardians(teacher).filter({ hasText: name }).first();
  await expect(own).toContainText('має доступ');
  await own.getByRole('button', { name: 'Код для нового пароля' }).click();
  const again = (await teacher.locator('p.code').first().textContent()) ?? '';
  await typeCode(late.page, again);
  expect(await faultsAfterCode(browser, again), 'the form for a new password').toEqual([]);
  await expect(late.page.getByText(`Ім'я для входу лишається те саме: ${login}`)).toBeVisible();
  await late.page.getByLabel('Пароль', { exact: true }).fill(`${chosen}-2`);
  await late.page.getByLabel('Пароль ще раз').fill(`${chosen}-2`);
  await late.page.getByRole('button', { name: 'Зберегти пароль і ввійти' }).click();
  await expect(late.page).toHaveURL(/\/diary\//);
  await page.goto('/diary');
  await expect(page, 'the old session has ended').toHaveURL(/sign-in/);
  await late.context.close();
  await teacher.context().close();
});

test('a guardian with an account adds another child by code', async ({ page, browser }) => {
  const teacher = await classTeacher(browser);
  const { child, code } = await firstCode(teacher);
  await typeCode(page, code.toLowerCase());
  await page.getByRole('link', { name: 'Увійти й додати дитину' }).click();
  await page.getByLabel('Ім\'я для входу').fill('guardian');
  await page.getByLabel('Пароль').fill(password);
  await page.getByRole('button', { name: 'Увійти' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Додати дитину');
  await page.getByRole('button', { name: 'Додати до мого щоденника' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(child);
  await expect(page.locator('.pills a')).toHaveCount(3);
  await fits(page);

  await teacher.goto(teacher.url());
  await teacher.getByRole('button', { name: 'Від\'єднати' }).click();
  await expect(teacher.getByRole('status')).toContainText('Від\'єднано');
  await page.goto('/diary');
  await expect(page.locator('.pills a')).toHaveCount(2);
  await teacher.context().close();
});

test('a guardian with limited rights reads why, and everything is back when they are lifted', async ({ page, browser }) => {
  const teacher = await classTeacher(browser);
  await signIn(page, 'guardian');
  await page.getByRole('link', { name: /Роксолана/ }).click();
  const diary = new URL(page.url()).pathname;
  await expect(page.getByRole('heading', { name: /Притула Роксолана/ })).toBeVisible();

  const family = teacher.locator('.families > li', { hasText: 'Притула Роксолана' });
  const row = family.locator('ul > li', { has: teacher.locator('.who strong') }).filter({ hasText: 'має доступ' }).first();
  await row.getByRole('link', { name: 'Обмеження прав' }).click();
  await teacher.getByLabel('Що приховати').selectOption('усе про дитину');
  await teacher.getByLabel('За яким документом').selectOption('рішення суду');
  await teacher.getByLabel('№ документа').fill('727/77/26');
  await teacher.getByLabel('Дата документа').fill('2026-11-23');
  await teacher.getByRole('button', { name: 'Записати обмеження' }).click();
  await expect(teacher.getByRole('status')).toContainText('Обмеження прав записано');
  await expect(family.locator('.hides')).toContainText('приховано: усе про дитину');

  expect((await page.goto(diary))?.status(), 'the open session is told at once').toBe(403);
  await expect(page.getByText('рішення суду № 727/77/26 від 23.11.2026')).toBeVisible();
  const scripted = await (await browser.newContext({ javaScriptEnabled: true, bypassCSP: true, serviceWorkers: 'block' })).newPage();
  await signIn(scripted, 'guardian');
  await scripted.goto(diary);
  expect(await axeFaults(scripted)).toEqual([]);
  await scripted.context().close();
  await page.goto('/diary');
  await expect(page.getByRole('heading', { level: 1 }), 'the other child is there').toContainText('Притула Лук');
  await fits(page);

  await family.locator('ul > li', { has: teacher.locator('.hides') }).getByRole('link', { name: 'Обмеження прав' }).click();
  await teacher.getByRole('button', { name: 'Зняти обмеження' }).click();
  await expect(teacher.getByRole('status')).toContainText('Обмеження прав записано');
  expect((await page.goto(diary))?.status()).toBe(200);
  await teacher.context().close();
});
