import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { axeFaults } from '../support/axe.ts';
import { klas, serve, type Served } from '../support/klas.ts';
import { kept } from '../support/pocket.ts';
import { expect, signIn, test, type Browser, type Page } from '../support/school.ts';

test.use({ serviceWorkers: 'allow', noise: /ERR_INTERNET_DISCONNECTED|Failed to (fetch|load)/ });

/** Two schools on one server. */
let folder: string;
let database: string;
let served: Served;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = mkdtempSync(join(tmpdir(), 'klas-schools-'));
  database = `sqlite://${folder}/klas.db`;
  klas(database, ['demo', '--schools', '2', '--class', '8-А']);
  served = await serve(database, 'schools');
});

test.afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets the guardian of the first school act as the one of the second too: where the child's diary is, and the school's name. */
async function joinSecondSchool(browser: Browser): Promise<{ there: string; school: string; name: string }> {
  const other = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(other, 'guardian-2', served.url);
  await other.goto(`${served.url}/diary`);
  const there = new URL(other.url()).pathname;
  const name = await title(other);
  await other.goto(`${served.url}/account`);
  const person = (await other.getByRole('heading', { level: 1 }).textContent()) ?? '';
  const school = (await other.locator('.facts dd').first().textContent()) ?? '';
  await other.context().close();
  klas(database, ['user', 'add', 'guardian', '--school', school, '--person', person, '--as', 'guardian']);
  return { there, school, name };
}

const title = async (page: Page) => (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';

/** Marks what is kept of a page, to know it again. */
async function mark(page: Page, address: string): Promise<void> {
  await page.evaluate(async (own) => {
    const cache = await caches.open((await caches.keys()).find((key) => key.startsWith('pages-'))!);
    const answer = (await cache.match(own))!;
    await cache.put(own, new Response((await answer.text()).replace('<h1>', '<h1>Давно: '), { headers: answer.headers }));
  }, address);
}

test('children in two schools: the last two weeks of each open without a network, whichever school is open', async ({ page, context, browser }) => {
  test.setTimeout(120_000);
  const { there, school, name } = await joinSecondSchool(browser);
  await signIn(page, 'guardian', served.url);
  await page.goto(`${served.url}/diary`);
  const here = new URL(page.url()).pathname;
  const own = await title(page);
  const named = ((await page.locator('[data-keep]').getAttribute('data-keep')) ?? '').split(' ');
  expect(named).toEqual(expect.arrayContaining([here, `${here}/marks`, there, `${there}/marks`]));
  await expect.poll(() => kept(page)).toEqual(expect.arrayContaining(named));

  await context.setOffline(true);
  await page.goto(served.url + here);
  await page.locator(`.pills a[href^="${there}?"]`).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page.locator('#since')).toHaveText(/^Немає зв'язку\. Станом на \d\d:\d\d$/);
  await page.getByRole('link', { name: 'Попередній тиждень' }).click();
  await expect(page.locator('section.day')).toHaveCount(5);
  await page.goto(`${served.url}${there}/marks`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await context.setOffline(false);
  await expect(page.locator('#since')).toHaveCount(0, { timeout: 15_000 });

  await page.goto(served.url + there);
  const notice = page.locator('.message.elsewhere');
  await expect(notice).toContainText('з іншого вашого закладу');
  const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  expect(wide, 'nothing is wider than the screen').toBe(false);
  expect(await axeFaults(page)).toEqual([]);
  await mark(page, here);
  await notice.getByRole('button', { name: `Перейти: ${school}` }).click();
  await expect(page).toHaveURL(new RegExp(there));
  await expect(notice).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Ознайомлено' }).or(page.getByText(/ – ознайомлено/)).first()).toBeVisible();
  await expect.poll(() => kept(page)).toEqual(expect.arrayContaining(named));

  await context.setOffline(true);
  await page.goto(served.url + here);
  await expect(page.getByRole('heading', { level: 1 }), 'it stayed on the device').toHaveText(`Давно: ${own}`);
  await context.setOffline(false);
  await expect(page.locator('#since')).toHaveCount(0, { timeout: 15_000 });
  await expect(notice).toBeVisible();
  await page.goto(`${served.url}/account`);
  await page.getByRole('button', { name: 'Вийти' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await expect.poll(() => kept(page)).toEqual([]);
});
