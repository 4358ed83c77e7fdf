import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { axeFaults } from '../support/axe.ts';
import { launch, wholeBrowser } from '../support/chromium.ts';
import { klas, serve, type Served } from '../support/klas.ts';
import { pushService, type PushService } from '../support/push.ts';
import { expect, signIn, test, type Browser, type Page } from '../support/school.ts';

/** A school of this story's own: what others write is not told here. */
let folder: string;
let served: Served;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = mkdtempSync(join(tmpdir(), 'klas-telling-'));
  const database = `sqlite://${folder}/klas.db`;
  klas(database, ['demo']);
  served = await serve(database, 'telling', { settings: { KLAS_PUSH_LOCAL: 'true' } });
});

test.afterAll(async () => {
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.use({ launchOptions: launch(wholeBrowser) });

const child = /Притула Роксолана/;

/** The teacher at the own computer gives an entry to the child at today's lesson of the class. */
async function enter(browser: Browser, presence: string, mark: string): Promise<void> {
  const office = await (await browser.newContext({ baseURL: served.url, javaScriptEnabled: false })).newPage();
  await signIn(office, 'teacher', served.url);
  await office.getByRole('link', { name: /Алгебра · 8-А/ }).first().click();
  const row = office.locator('[id^=row-]', { hasText: child });
  await row.locator('.presence').selectOption(presence);
  await row.locator('.mark').fill(mark);
  await office.getByRole('button', { name: 'Зберегти урок' }).click();
  await expect(office.getByText('Урок збережено.')).toBeVisible();
  await office.context().close();
}

/** Ticks what the guardian wants at once for the child, and has no quiet hours, whenever the story runs. */
async function choose(page: Page, kinds: string[]): Promise<void> {
  await page.goto(`${served.url}/notices/settings`);
  const own = page.locator('table', { hasText: child });
  for (const kind of kinds) await own.getByLabel(`${kind}: Одразу`).check();
  await page.getByLabel('З години').selectOption('0:00');
  await page.getByLabel('до години').selectOption('0:00');
  await page.getByLabel(/У суботу й неділю/).uncheck();
  await page.getByRole('button', { name: 'Зберегти', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Збережено' })).toBeVisible();
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('an absence is in the list and on the device within a minute, and no name on the locked screen', async ({ page, browser }) => {
    test.setTimeout(120_000);
    await signIn(page, 'guardian', served.url);
    await choose(page, ['Будь-яка оцінка']);
    await page.reload();
    await expect(page.locator('table', { hasText: child }).getByLabel('Будь-яка оцінка: Одразу')).toBeChecked();
    const service = await pushService();
    const { endpoint, p256dh, auth } = service;
    const answer = await page.request.post(`${served.url}/notices/settings`, { form: { what: 'device', endpoint, p256dh, auth } });
    expect(answer.ok()).toBe(true);
    await page.goto(`${served.url}/notices`);
    await page.reload();
    await expect(page.locator('.bell b')).toHaveCount(0);

    await enter(browser, 'н', '');
    await expect.poll(() => service.taken.length, { timeout: 60_000 }).toBe(1);
    const list = page.locator('.notices li', { hasText: 'Відсутність: 24.11' }).or(page.locator('.notices li', { hasText: '24.11: ' }));
    await expect(async () => {
      await page.goto(`${served.url}/notices`);
      await expect(list.filter({ hasText: 'Алгебра' }).filter({ hasText: 'нове' }).first()).toBeVisible({ timeout: 100 });
    }).toPass({ timeout: 60_000 });
    await page.getByRole('link', { name: /Відсутність/ }).first().click();
    await expect(page.getByRole('heading', { name: child })).toBeVisible();
    const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
    expect(wide, 'nothing is wider than the screen').toBe(false);

    // What was seen is not told; a mark that comes after it is.
    await enter(browser, 'є', '11');
    await expect.poll(() => service.taken.length, { timeout: 60_000 }).toBe(2);
    const { headers, said } = service.taken[1]!;
    expect(headers.authorization).toMatch(/^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=[\w-]+$/);
    expect(said).toMatchObject({ title: 'Нове в щоденнику', url: '/notices' });
    expect(JSON.stringify(service.taken.map((own) => own.said))).not.toMatch(/Роксолана|Алгебра|11/);
    await service.stop();
  });
});

test.describe('a browser', () => {
  test.use({ serviceWorkers: 'allow' });

  test('that forbids notices says what to do, and everything else works', async ({ page }) => {
    await signIn(page, 'guardian', served.url);
    await page.goto(`${served.url}/notices/settings`);
    await page.evaluate(() => (Notification.requestPermission = () => Promise.resolve('denied')));
    await page.getByRole('button', { name: 'Увімкнути сповіщення на цьому пристрої' }).click();
    await expect(page.locator('#device-state')).toContainText('дозвольте «Сповіщення»');
  });

  test('that allows notices shows what the school sends, until they are turned off again', async ({ page, context, browser }) => {
    test.setTimeout(180_000);
    await context.grantPermissions(['notifications'], { origin: served.url });
    const service = await pushService();
    await turnOn(page, service);

    await enter(browser, 'є', '4');
    await expect.poll(() => service.taken.length, { timeout: 60_000 }).toBe(1);
    const { headers, said } = service.taken[0]!;
    const asked = await page.evaluate(() => JSON.parse(sessionStorage.getItem('asked') ?? '{}'));
    expect(asked.userVisibleOnly).toBe(true);
    expect(headers.authorization, 'signed with the key that the browser was given').toMatch(new RegExp(`, k=${asked.applicationServerKey}$`));
    await deliver(page, JSON.stringify(said));
    const shown = () => page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, data }) => ({ title, url: data.url }));
    });
    await expect.poll(shown).toEqual([{ title: 'Нове в щоденнику', url: '/notices' }]);

    await page.getByRole('button', { name: 'Вимкнути на цьому пристрої' }).click();
    await expect(page.locator('#device-state')).toHaveText('Сповіщення на цьому пристрої вимкнено.');
    await expect(page.locator('#device')).not.toHaveAttribute('data-known', new RegExp(service.endpoint));
    await service.stop();
  });

  test('that replaces its subscription is told at the new one, and where it cannot be, the list says so', async ({ page, context, browser }) => {
    test.setTimeout(240_000);
    await context.grantPermissions(['notifications'], { origin: served.url });
    const [first, second, third] = [await pushService(), await pushService(), await pushService()];
    await turnOn(page, first);
    const key = await page.locator('#device').getAttribute('data-key');
    const { asked, dropped } = await replaceSubscription(page, second);
    expect(asked).toEqual({ userVisibleOnly: true, applicationServerKey: key });
    expect(dropped).toBe(false);
    await subscribeAt(page, second);
    await page.reload();
    await expect(page.locator('#device-state')).toHaveText(isOn);
    await enter(browser, 'є', '5');
    await expect.poll(() => second.taken.length, { timeout: 60_000 }).toBe(1);
    expect(first.taken).toEqual([]);

    // Replaced once more, while nobody is signed in.
    const cookies = (await context.cookies()).filter((cookie) => cookie.name !== 'klas_session');
    await context.clearCookies();
    await context.addCookies(cookies);
    await replaceSubscription(page, third);
    await subscribeAt(page, third);
    await signIn(page, 'guardian', served.url);
    await page.goto(`${served.url}/notices`);
    const hint = page.locator('#device');
    await expect(hint).toContainText('Сповіщення на цьому пристрої більше не надходять');
    await hint.getByRole('button', { name: turnOnButton }).click();
    await expect(page.locator('#device-state')).toHaveText(isOn);
    await page.goto(`${served.url}/notices`);
    await expect(page.locator('#device-state')).toHaveText(isOn);
    await expect(hint).toBeHidden();

    // Its push service forgot the browser, which was told nothing of that.
    third.gone = true;
    await enter(browser, 'є', '7');
    await expect.poll(() => third.taken.length, { timeout: 60_000 }).toBe(1);
    await expect(async () => {
      await page.goto(`${served.url}/notices`);
      await expect(hint).toContainText('більше не надходять', { timeout: 1000 });
    }).toPass({ timeout: 20_000 });
    expect(await axeFaults(page)).toEqual([]);
    await hint.getByRole('button', { name: 'Не нагадувати' }).click();
    const isOff = 'Сповіщення на цьому пристрої вимкнено.';
    await expect(page.locator('#device-state')).toHaveText(isOff);
    await page.goto(`${served.url}/notices`);
    await expect(page.locator('#device-state')).toHaveText(isOff);
    await expect(hint).toBeHidden();
    await Promise.all([first.stop(), second.stop(), third.stop()]);
  });

  test('that replaces its subscription keeps the new one where a proxy does not reach the school', async ({ page, context }) => {
    await context.grantPermissions(['notifications'], { origin: served.url });
    const [first, second] = [await pushService(), await pushService()];
    await turnOn(page, first);
    for (const [status, drops] of [[502, false], [503, false], [401, true], [403, true]] as const) {
      const { dropped } = await replaceSubscription(page, second, status);
      expect(dropped, `${status}`).toBe(drops);
    }
    await Promise.all([first.stop(), second.stop()]);
  });
});

const turnOnButton = 'Увімкнути сповіщення на цьому пристрої';
const isOn = 'Сповіщення на цьому пристрої ввімкнено.';

/** Signs the guardian in and has the browser told at once of every mark. */
async function turnOn(page: Page, service: PushService): Promise<void> {
  await subscribeAt(page, service);
  await signIn(page, 'guardian', served.url);
  await choose(page, ['Будь-яка оцінка']);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.getByRole('button', { name: turnOnButton }).click();
  await expect(page.locator('#device-state')).toHaveText(isOn);
}

/** Chromium asks its maker's push service for an address, which a test does not reach: the school's own service gives it. */
async function subscribeAt(page: Page, { endpoint, p256dh, auth }: PushService): Promise<void> {
  await page.addInitScript((own) => {
    const subscription = () => ({
      endpoint: own.endpoint,
      toJSON: () => ({ endpoint: own.endpoint, keys: { p256dh: own.p256dh, auth: own.auth } }),
      unsubscribe: async () => sessionStorage.removeItem('asked'),
    });
    const manager = PushManager.prototype as unknown as Record<string, (options?: object) => Promise<unknown>>;
    manager.getSubscription = async () => sessionStorage.getItem('asked') && subscription();
    manager.subscribe = async (options) => {
      sessionStorage.setItem('asked', JSON.stringify(options));
      return subscription();
    };
  }, { endpoint, p256dh, auth });
}

/** Has the page's service worker learn that the browser dropped its subscription; tells what it asks a new one with, and
 * whether it drops that again. `status` is answered in the server's place where one is named. */
async function replaceSubscription(page: Page, { endpoint, p256dh, auth }: PushService, status?: number): Promise<{ asked: object | undefined; dropped: boolean }> {
  const worker = page.context().serviceWorkers().find((own) => own.url().startsWith(served.url));
  return worker!.evaluate(async (own) => {
    let asked: object | undefined;
    let dropped = false;
    const manager = PushManager.prototype as unknown as Record<string, (options?: object) => Promise<unknown>>;
    manager.subscribe = async (options) => {
      asked = options;
      const unsubscribe = async () => (dropped = true);
      return { toJSON: () => ({ endpoint: own.endpoint, keys: { p256dh: own.p256dh, auth: own.auth } }), unsubscribe };
    };
    const network = self.fetch;
    const { status } = own;
    if (status) self.fetch = async () => new Response(null, { status });
    let work: Promise<unknown> | undefined;
    const waitUntil = (promise: Promise<unknown>) => (work = promise);
    self.dispatchEvent(Object.assign(new Event('pushsubscriptionchange'), { newSubscription: null, waitUntil }));
    await work;
    self.fetch = network;
    return { asked, dropped };
  }, { endpoint, p256dh, auth, status });
}

/** Gives the page's service worker a message as the browser does that got it. */
async function deliver(page: Page, data: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const registration = new Promise<string>((found) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) found(registrations[0].registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.deliverPushMessage', { origin: served.url, registrationId: await registration, data });
}
