import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { axeFaults } from '../support/axe.ts';
import { askToKeep, hold, holdBack, kept, touchNotice } from '../support/pocket.ts';
import { expect, password, signIn, test, type Browser, type BrowserContext, type Page } from '../support/school.ts';

test.use({ serviceWorkers: 'allow' });

/** Opens a child's diary and waits until the weeks and marks of both children are kept. */
async function keepDiaries(page: Page): Promise<string> {
  await signIn(page, 'guardian');
  await page.getByRole('link', { name: /Роксолана/ }).click();
  const named = ((await page.locator('[data-keep]').getAttribute('data-keep')) ?? '').split(' ');
  expect(named).toHaveLength(6);
  await expect.poll(() => kept(page)).toEqual(expect.arrayContaining(named));
  return new URL(page.url()).pathname;
}

/** Opens a week of a diary that the family has not acknowledged yet. */
async function openUnsigned(page: Page, diary: string): Promise<void> {
  for (const week of ['2026-09-08', '2026-09-15', '2026-09-22', '2026-09-29', '2026-10-06', '2026-10-20', '2026-11-03', '2026-11-10']) {
    await page.goto(`${diary}?week=${week}`);
    await expect(page.locator('section.day').first()).toBeVisible();
    if (await page.getByRole('button', { name: 'Ознайомлено' }).isVisible()) return;
  }
  throw new Error('all weeks are acknowledged');
}

/** The class teacher at the own computer, where limited rights of the child's guardian are put on record and lifted. */
async function rightsOf(browser: Browser): Promise<Page> {
  const office = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(office, 'class-teacher');
  await office.getByRole('link', { name: 'Мій клас 8-А' }).first().click();
  await office.getByRole('link', { name: 'Родини' }).click();
  const family = office.locator('.families > li', { hasText: 'Притула Роксолана' });
  const row = family.locator('ul > li', { has: office.locator('.who strong') }).filter({ hasText: 'має доступ' }).first();
  await row.getByRole('link', { name: 'Обмеження прав' }).click();
  return office;
}

/** Hides something of the child from the guardian whose rights the office looks at. */
async function hide(office: Page, what: string): Promise<void> {
  await office.getByLabel('Що приховати').selectOption(what);
  await office.getByLabel('За яким документом').selectOption('рішення суду');
  await office.getByLabel('№ документа').fill('727/78/26');
  await office.getByLabel('Дата документа').fill('2026-11-23');
  await office.getByRole('button', { name: 'Записати обмеження' }).click();
  await expect(office.getByRole('status')).toContainText('Обмеження прав записано');
}

/** Shows the guardian everything again. */
async function unhide(office: Page, rights: string): Promise<void> {
  await office.goto(rights);
  await office.getByRole('button', { name: 'Зняти обмеження' }).click();
  await expect(office.getByRole('status')).toContainText('Обмеження прав записано');
}

/** The session is over, and the browser still has everything else. */
async function endSession(context: BrowserContext): Promise<void> {
  await context.clearCookies({ name: 'klas_session' });
}

const since = (page: Page) => page.locator('#since');
const notForYou = (page: Page) => page.getByRole('heading', { name: 'Ця сторінка не для вас' });

test.describe('without a network', () => {
  test.use({ noise: /ERR_INTERNET_DISCONNECTED|Failed to (fetch|load)/ });

  test('the last two weeks and the marks of each child open, and say since when they are', async ({ page, context }) => {
    const diary = await keepDiaries(page);
    await context.setOffline(true);
    await page.goto('/');
    await expect(page.getByRole('heading', { name: /Притула Роксолана · 8-А/ })).toBeVisible();
    await expect(since(page)).toHaveText(/^Немає зв'язку\. Станом на \d\d:\d\d$/);
    await page.getByRole('link', { name: 'Попередній тиждень' }).click();
    await expect(page.locator('section.day')).toHaveCount(5);
    expect(await page.locator('.topic').count()).toBeGreaterThan(10);
    // Any day of a week that is kept.
    await page.goto(`${diary}?week=2026-11-19`);
    await expect(page.locator('#d2026-11-19')).toBeVisible();
    await page.goto(diary);
    await page.getByRole('link', { name: /Лук/ }).click();
    await expect(page.getByRole('heading', { name: /· 3-А/ })).toBeVisible();
    await page.locator('.tab-bar').getByRole('link', { name: 'Оцінки' }).click();
    await expect(page.locator('.subjects > li').first()).toBeVisible();
  });

  test('a page that is not kept says so, and names those that are', async ({ page, context }) => {
    const diary = await keepDiaries(page);
    await context.setOffline(true);
    await page.goto(`${diary}?week=2026-10-06`);
    await expect(page.getByRole('heading', { name: 'Немає зв\'язку' })).toBeVisible();
    await page.locator('#kept').getByRole('link', { name: /Роксолана/ }).first().click();
    await expect(page.getByRole('heading', { name: /Притула Роксолана/ })).toBeVisible();
  });

  test('what is written stays in its form', async ({ page, context }) => {
    await openUnsigned(page, await keepDiaries(page));
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Ознайомлено' }).click();
    await expect(since(page)).toContainText('не надіслано');
    await expect(page.getByRole('button', { name: 'Ознайомлено' })).toBeVisible();
  });

  test('signing out takes away what is kept all the same, and is finished at the first contact', async ({ page, context }) => {
    const diary = await keepDiaries(page);
    const session = async () => (await context.cookies()).find(({ name }) => name === 'klas_session')?.value ?? '';
    const before = await session();
    await page.goto('/account');
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Вийти' }).click();
    await expect(page.getByRole('heading', { name: 'Немає зв\'язку' })).toBeVisible();
    await expect(page.getByText('Вихід завершиться сам')).toBeVisible();
    await expect.poll(() => kept(page)).toEqual([]);
    expect(await session(), 'scripts cannot take it away').toBe(before);

    await context.setOffline(false);
    await page.goto(diary);
    await expect(page).toHaveURL(/sign-in/);
    expect(await session()).toBe('');
    const answer = await fetch(new URL(diary, page.url()), { headers: { cookie: `klas_session=${before}` }, redirect: 'manual' });
    expect(answer.headers.get('location'), 'the server knows as well').toContain('/sign-in');
    await signIn(page, 'guardian');
    await page.goto(diary);
    await expect(page.getByRole('heading', { name: /Притула Роксолана/ })).toBeVisible();
  });

  test('the page refreshes itself once the network is back', async ({ page, context }) => {
    const diary = await keepDiaries(page);
    await context.setOffline(true);
    await page.goto(diary);
    await expect(since(page)).toBeVisible();
    const top = () => page.getByRole('heading', { level: 1 }).evaluate((own) => own.getBoundingClientRect().top);
    const before = await top();
    await context.setOffline(false);
    await expect(since(page)).toHaveCount(0, { timeout: 15_000 });
    expect(await top(), 'what is read stays where it is').toBe(before);
  });

  test('signing out leaves nothing on the device', async ({ page, context }) => {
    const diary = await keepDiaries(page);
    await page.goto('/account');
    await page.getByRole('button', { name: 'Вийти' }).click();
    await expect(page).toHaveURL(/sign-in/);
    await expect.poll(() => kept(page)).toEqual([]);
    await context.setOffline(true);
    const opened = await page.goto(diary).catch(() => undefined);
    expect(opened?.status() ?? 0, 'the diary opened after signing out').not.toBe(200);
    await expect(page.getByText('Притула')).toHaveCount(0);
  });
});

test('a kept diary is shown at once, and what changed meanwhile a moment later', async ({ page }) => {
  const diary = await keepDiaries(page);
  // As if the page had been kept before the mark was given.
  await page.evaluate(async (address) => {
    const cache = await caches.open((await caches.keys()).find((key) => key.startsWith('pages-'))!);
    const answer = (await cache.match(address))!;
    const html = (await answer.text()).replace('<h1>', '<h1>Давно: ');
    await cache.put(address, new Response(html, { headers: answer.headers }));
  }, diary);
  const refreshed = page.waitForResponse((answer) => answer.url().endsWith(diary) && answer.request().headers()['x-klas-keep'] === '1');
  const answer = await page.goto(diary);
  expect(await answer?.text()).toContain('<h1>Давно: ');
  await refreshed;
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Притула/);
  await expect(since(page)).toHaveCount(0);
});

test('what the family writes is there on the next page, not what was kept before', async ({ page }) => {
  const week = `${await keepDiaries(page)}?week=2026-10-13`;
  await page.goto(week);
  await expect.poll(async () => (await kept(page)).includes(week)).toBe(true);
  await page.goto(week);
  const next = page.waitForResponse((answer) => answer.request().isNavigationRequest() && answer.status() === 200);
  await page.getByRole('button', { name: 'Ознайомлено' }).click();
  expect(await (await next).text()).toContain('ознайомлено');
});

test('a notice that is touched leads away from a page on which nothing was typed, and from no other', async ({ page }) => {
  const diary = await keepDiaries(page);
  await page.goto(`${diary}/notes`);
  const comment = page.locator('main textarea').first();
  await comment.fill('Була в лікаря');
  await comment.blur();
  expect(await touchNotice(page, '/notices')).toBe('/notices');
  await expect(page).toHaveURL(new RegExp(`${diary}/notes$`));
  await expect(comment).toHaveValue('Була в лікаря');

  await page.goto(diary);
  expect(await touchNotice(page, '/notices')).toBeUndefined();
  await expect(page).toHaveURL(/\/notices$/);
});

test('a browser that calls itself offline writes to a server that answers', async ({ page }) => {
  const diary = await keepDiaries(page);
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false }));
  await openUnsigned(page, diary);
  expect(await page.evaluate(() => navigator.onLine)).toBe(false);
  await page.getByRole('button', { name: 'Ознайомлено' }).click();
  await expect(page.getByText(/Тиждень .+ – ознайомлено/)).toBeVisible();
});

test('whoever is not let in any more sees nothing of what was kept', async ({ page, context }) => {
  const diary = await keepDiaries(page);
  const wentAway = await holdBack(page);
  await endSession(context);
  await page.goto(diary);
  await expect(page).toHaveURL(/sign-in/);
  await wentAway();
  // What was on its way comes to its end.
  await page.waitForTimeout(500);
  expect(await kept(page)).toEqual([]);
});

test.describe('on a phone that is busy', () => {
  test('who signs in while a kept diary is looked up gets nothing of it in their own name', async ({ page, context }) => {
    const teacher = await context.newPage();
    await teacher.goto('/sign-in');
    const diary = await keepDiaries(page);
    const lookingUp = await hold(page, 'looked up', diary);
    const opening = page.goto(diary, { waitUntil: 'commit' });
    await lookingUp.came();
    await teacher.getByLabel('Ім\'я для входу').fill('teacher');
    await teacher.getByLabel('Пароль').fill(password);
    await teacher.getByRole('button', { name: 'Увійти' }).click();
    await expect(teacher).toHaveURL(/\/today$/);
    await lookingUp.letGo();
    await opening;
    await expect(notForYou(page)).toBeVisible();
    expect((await kept(page)).filter((address) => address === '/last' || address.startsWith('/diary/'))).toEqual([]);
  });

  test('an answer that nobody is signed in leaves whoever signed in meanwhile what is theirs', async ({ page, context }) => {
    const diary = await keepDiaries(page);
    const asking = await hold(page, 'answered', diary);
    await endSession(context);
    await page.goto(diary);
    await asking.came();
    const teacher = await context.newPage();
    await signIn(teacher, 'teacher');
    await expect.poll(() => kept(teacher)).toContain('/today');
    await asking.letGo();
    await expect(notForYou(page)).toBeVisible();
    expect(await kept(teacher)).toContain('/today');
  });

  test('a week that was on its way when the child was hidden is not kept', async ({ page, context, browser }) => {
    const diary = await keepDiaries(page);
    const week = `${diary}?week=2026-10-12`;
    const other = await context.newPage();
    await other.goto('/account');
    const asking = await hold(page, 'answered', week);
    const asked = askToKeep(other, week);
    await asking.came();
    const office = await rightsOf(browser);
    const rights = office.url();
    await hide(office, 'усе про дитину');
    await page.goto(diary);
    await expect(page.getByRole('heading', { name: 'Ці відомості про дитину від вас приховано' })).toBeVisible();
    await asking.letGo();
    expect(await asked).toBe(200);
    expect((await kept(other)).filter((address) => address.startsWith(diary))).toEqual([]);

    await unhide(office, rights);
    await office.context().close();
  });

  test('a week that is being put away when the pupil ticks homework off is not kept as it was', async ({ page, context }) => {
    await signIn(page, 'pupil');
    const diary = new URL(page.url()).pathname;
    await expect.poll(() => kept(page)).toContain(diary);
    const week = `${diary}?week=2026-11-09`;
    const keeping = await hold(page, 'put', week);
    const asked = askToKeep(page, week);
    await keeping.came();
    const other = await context.newPage();
    await other.goto(`${diary}/homework`);
    await other.getByRole('button', { name: /^Зроблено:/ }).first().click();
    const untick = other.getByRole('button', { name: /^Скасувати позначку:/ });
    await expect(untick).toHaveCount(1);
    await keeping.letGo();
    expect(await asked).toBe(200);
    expect(await kept(page)).not.toContain(week);

    await untick.click();
    await expect(untick).toHaveCount(0);
  });
});

test.describe('a guardian from whom marks are hidden', () => {
  test.use({ noise: /ERR_INTERNET_DISCONNECTED|Failed to (fetch|load)/ });

  test('reads the weeks without a network, and no mark that was kept before', async ({ page, context, browser }) => {
    const diary = await keepDiaries(page);
    const office = await rightsOf(browser);
    const rights = office.url();
    await hide(office, 'оцінки, пропуски й коментарі');

    // At each visit what is kept stays.
    for (const visit of ['the first', 'the second']) {
      await page.goto(diary);
      await expect(since(page)).toHaveCount(0);
      const named = ((await page.locator('[data-keep]').getAttribute('data-keep')) ?? '').split(' ');
      expect(named, visit).toHaveLength(5);
      const own = (addresses: string[]) => addresses.filter((address) => address.startsWith(diary)).sort();
      await expect.poll(async () => own(await kept(page)), visit).toEqual(own(named));
      expect(await kept(page), visit).toEqual(expect.arrayContaining(named));
    }
    await context.setOffline(true);
    await page.goto(diary);
    await page.getByRole('link', { name: 'Попередній тиждень' }).click();
    await expect(page.locator('section.day')).toHaveCount(5);
    await expect(page.getByText('Оцінки, пропуски й коментарі від вас приховано.')).toBeVisible();
    await context.setOffline(false);

    await unhide(office, rights);
    await office.context().close();
  });
});

test('a new version of the site takes the place of the old one and of its pages', async ({ page }) => {
  await page.goto('/sign-in');
  await page.evaluate(async () => {
    await (await caches.open('pages-of-old')).put('/diary/1', new Response('old'));
    await caches.open('files-of-old');
    await (await navigator.serviceWorker.ready).unregister();
  });
  await page.reload();
  const names = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.endsWith('-of-old')));
  await expect.poll(names).toEqual([]);
  // While servers are upgraded one by one, a file of another version is kept nowhere.
  const other = await page.request.get('/app.js?v=other');
  expect(other.headers()['cache-control']).toBe('no-store');
});

test.describe('behind one address', () => {
  test.use({ noise: /not of this version/ });

  test('a version is not installed with files of another', async ({ page }) => {
    const program = await (await page.request.get('/sw.js')).text();
    const other = createServer((asked, answer) => {
      if (asked.url === '/sw.js') {
        answer.writeHead(200, { 'content-type': 'text/javascript' }).end(program);
      } else {
        const page = '<!doctype html><link rel="icon" href="data:,">';
        answer.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' }).end(page);
      }
    });
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    try {
      await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
      const state = await page.evaluate(async () => {
        const registration = await navigator.serviceWorker.register('/sw.js');
        const worker = registration.installing ?? registration.waiting ?? registration.active;
        while (worker?.state === 'installing') {
          await new Promise((done) => worker.addEventListener('statechange', done, { once: true }));
        }
        return worker?.state ?? 'redundant';
      });
      expect(state).toBe('redundant');
      expect(await page.evaluate(() => caches.keys())).toEqual([]);
    } finally {
      other.closeAllConnections();
      other.close();
    }
  });
});

test('the diary can be installed', async ({ page, context }) => {
  await signIn(page, 'guardian');
  await page.evaluate(() => navigator.serviceWorker.ready);
  const devtools = await context.newCDPSession(page);
  const { errors } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // A test's browser forgets everything, which Chromium counts against it.
  expect(installabilityErrors.map((error) => error.errorId).filter((error) => error !== 'in-incognito')).toEqual([]);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`everybody can read the diary: ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page, 'guardian');
    const diary = new URL(page.url()).pathname;
    await page.goto(`${diary}/marks`);
    const course = await page.locator(`a[href^="${diary}/marks/"]`).first().getAttribute('href');
    await page.goto('/announcements');
    const announcement = await page.locator('a[href^="/announcements/"]').first().getAttribute('href');
    await page.goto('/messages');
    const thread = await page.locator('a[href^="/messages/"]').first().getAttribute('href');
    const parts = ['', '?week=2026-11-17', '/marks', '/timetable', '/homework', '/absences', '/card', '/calendar', '/notes', '/data'];
    const others = ['/announcements', '/messages', '/bullying', '/account', '/offline', '/notices', '/notices/settings'];
    const letters = ['/email?code=x', '/unsubscribe?letter=x', '/password', '/password?noted', '/password/new?code=x', '/join', '/sign-in'];
    for (const address of [...parts.map((part) => diary + part), course!, announcement!, thread!, ...others, ...letters]) {
      await page.goto(address);
      expect(await axeFaults(page), address).toEqual([]);
    }
  });
}
