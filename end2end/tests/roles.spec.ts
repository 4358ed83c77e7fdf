import { expect, signIn, test } from '../support/school.ts';

const homes: [login: string, address: RegExp, heading: RegExp][] = [
  ['head', /\/journal$/, /Журнали/],
  ['deputy', /\/journal$/, /Журнали/],
  ['administrator', /\/school$/, /Ліцей/],
  ['nurse', /\/classes$/, /Класи/],
  ['psychologist', /\/classes$/, /Класи/],
  ['department', /\/department$/, /Показники закладів · І семестр 2026\/2027/],
  ['teacher', /\/today$/, /Вівторок, 24\sлистопада/],
  ['pupil', /\/diary\//, /Притула Роксолана/],
  ['guardian', /\/diary\//, /Притула/],
];

for (const [login, address, heading] of homes) {
  test(`${login} comes to the own home`, async ({ page }) => {
    await signIn(page, login);
    await expect(page).toHaveURL(address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
  });
}

test('the department reads the figures of its school and meets no pupil', async ({ page }) => {
  await signIn(page, 'department');
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Показники' }).first()).toBeVisible();
  const table = page.getByRole('table');
  await expect(table.getByRole('row', { name: /^8-мі класи/ })).toBeVisible();
  await expect(table.getByRole('row', { name: /^Разом/ })).toBeVisible();
  await expect(table.getByRole('link')).toHaveCount(0);
  await page.getByRole('link', { name: 'Рік', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Рік');
  for (const address of ['/reports', '/classes', '/journal']) {
    expect((await page.goto(address))?.status(), address).toBe(403);
  }
});

test('the psychologist reads attendance, and health groups stay the nurse\'s', async ({ page }) => {
  await signIn(page, 'psychologist');
  const row = page.getByRole('row', { name: /^8-А/ });
  await expect(row.getByRole('link', { name: "Здоров'я" })).toHaveCount(0);
  await row.getByRole('link', { name: 'Відвідування' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('8-А');
  const register = page.url();
  expect((await page.goto(register.replace(/register.*$/, 'health')))?.status()).toBe(403);
});

test('signing out ends the session', async ({ page }) => {
  await signIn(page, 'teacher');
  await page.goto('/account');
  await page.getByRole('button', { name: 'Вийти' }).click();
  await page.goto('/today');
  await expect(page).toHaveURL(/sign-in/);
});

test('a wrong password is said beside the field, and the name stays', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByLabel('Ім\'я для входу').fill('head');
  await page.getByLabel('Пароль').fill('не той');
  await page.getByRole('button', { name: 'Увійти' }).click();
  await expect(page.getByRole('alert')).toContainText('не підходить');
  await expect(page.getByLabel('Ім\'я для входу')).toHaveValue('head');
});

test('a page that cannot be shown says so in words, with the number of the request', async ({ page }) => {
  await signIn(page, 'teacher');
  expect((await page.goto('/school'))?.status()).toBe(403);
  await expect(page.getByRole('heading', { name: 'Ця сторінка не для вас' })).toBeVisible();
  expect((await page.goto('/nowhere'))?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'Такої сторінки немає' })).toBeVisible();
  await expect(page.locator('code')).not.toBeEmpty();
});

test('the pages speak English too, and remember it', async ({ page }) => {
  await signIn(page, 'teacher');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tuesday, 24 November');
  await page.getByRole('navigation').getByRole('link', { name: 'Journals' }).first().click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('the administrator sets the hour when families are told', async ({ page }) => {
  await signIn(page, 'administrator');
  await page.getByLabel('Коли родини бачать нові оцінки').selectOption('18:00');
  await page.locator('form[action="/school"]').getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByText('Збережено.')).toBeVisible();
  await expect(page.getByLabel('Коли родини бачать нові оцінки')).toHaveValue('18');
  await page.getByLabel('Коли родини бачать нові оцінки').selectOption('одразу');
  await page.locator('form[action="/school"]').getByRole('button', { name: 'Зберегти' }).click();
  await expect(page.getByLabel('Коли родини бачать нові оцінки')).toHaveValue('');
});
