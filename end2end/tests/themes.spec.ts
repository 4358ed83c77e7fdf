import { faint, lightness } from '../support/contrast.ts';
import { expect, gridIsAlive, openAlgebra, signIn, test, type Page } from '../support/school.ts';

const themes: ['light' | 'dark', (lightness: number) => boolean][] = [
  ['light', (lightness) => lightness > 200],
  ['dark', (lightness) => lightness < 60],
];

for (const [colorScheme, isRight] of themes) {
  test.describe(`the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    async function isReadable(page: Page): Promise<void> {
      expect(isRight(await lightness(page)), 'the ground is of the theme').toBe(true);
      expect(await faint(page), `what is hard to read at ${page.url()}`).toEqual([]);
    }

    test('is readable before signing in, and where a page cannot be shown', async ({ page }) => {
      await page.goto('/sign-in');
      await isReadable(page);
      await page.getByLabel('Ім\'я для входу').fill('head');
      await page.getByLabel('Пароль').fill('не той');
      await page.getByRole('button', { name: 'Увійти' }).click();
      await expect(page.getByRole('alert')).toContainText('не підходить');
      await isReadable(page);
      await page.goto('/nowhere');
      await isReadable(page);
      await page.goto('/join');
      await isReadable(page);
      await page.getByLabel('Код', { exact: true }).fill('K7MHX-3RTHB');
      await page.getByRole('button', { name: 'Далі' }).click();
      await expect(page.getByRole('alert').first()).toContainText('Такого коду немає');
      await isReadable(page);
    });

    test('is readable for a teacher', async ({ page }) => {
      await openAlgebra(page);
      await isReadable(page);
      await page.goto('/today');
      await isReadable(page);
      await page.getByRole('link', { name: /Математика · 6-Б/ }).click();
      // The last rows: other stories write the first ones.
      await page.locator('#row-29 summary').click();
      await page.locator('#row-30 .presence').selectOption('сп');
      await page.locator('#row-31 .mark').fill('15');
      await isReadable(page);
      await page.getByRole('button', { name: 'Зберегти урок' }).click();
      await expect(page.locator('.troubles')).toBeVisible();
      await isReadable(page);
    });

    test('is readable for a class teacher', async ({ page }) => {
      await signIn(page, 'class-teacher');
      await page.goto('/journal');
      await isReadable(page);
      await page.locator('.courses a').first().click();
      await gridIsAlive(page);
      await page.locator('#grid thead a').first().click();
      await isReadable(page);
      await page.getByRole('link', { name: 'Мій клас 8-А' }).first().click();
      await page.getByRole('link', { name: 'Родини' }).click();
      await isReadable(page);
      await page.getByRole('link', { name: 'Обмеження прав' }).first().click();
      await isReadable(page);
    });

    test('is readable for a family and for an administrator', async ({ page }) => {
      await signIn(page, 'guardian');
      await isReadable(page);
      await page.getByRole('link', { name: 'Оцінки' }).first().click();
      await isReadable(page);
      for (const address of ['/account', '/notices', '/notices/settings']) {
        await page.goto(address);
        await isReadable(page);
      }
      await page.context().clearCookies();
      await signIn(page, 'administrator');
      await isReadable(page);
    });
  });
}
