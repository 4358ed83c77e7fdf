import { cell, expect, openAlgebra, test, type Page } from '../support/school.ts';

test.use({ serviceWorkers: 'allow', noise: /ERR_INTERNET_DISCONNECTED|Failed to (fetch|load)/ });

/** How many pages of journals have work that waits in the browser's database. */
async function waiting(page: Page): Promise<number> {
  return page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === 'klas')) return 0;
    return new Promise<number>((done, fail) => {
      const opening = indexedDB.open('klas');
      opening.onerror = fail;
      opening.onsuccess = () => {
        const counting = opening.result.transaction('unsaved').objectStore('unsaved').count();
        counting.onsuccess = () => done(counting.result);
        opening.result.close();
      };
    });
  });
}

test('signing out on one page: the journal on another keeps nothing on the device any more', async ({ page, context }) => {
  await openAlgebra(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const account = await context.newPage();
  account.on('dialog', (dialog) => dialog.accept());
  await account.goto('/account');
  await context.setOffline(true);
  const own = await cell(page, 1, '18.11');
  const typed = (await own.textContent()) === '9' ? '8' : '9';
  await own.click();
  await page.keyboard.type(typed);
  await page.keyboard.press('Enter');
  await expect(page.locator('#grid-status')).toContainText('Не надіслано: 1');
  await expect.poll(() => waiting(page)).toBe(1);

  await account.getByRole('button', { name: 'Вийти' }).click();
  await expect(account.getByText('Вихід завершиться сам')).toBeVisible();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expect.poll(() => waiting(page)).toBe(0);
  // An open journal keeps what is unsaved every three seconds.
  await page.waitForTimeout(4000);
  expect(await waiting(page)).toBe(0);
  await page.close();

  await context.setOffline(false);
  await account.goto('/journal');
  await expect(account).toHaveURL(/sign-in/);
});
