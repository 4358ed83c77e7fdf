import type { Page, Worker } from './school.ts';

/** The addresses of the pages that are kept on the device. */
export async function kept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const name = (await caches.keys()).find((key) => key.startsWith('pages-'));
    if (!name) return [];
    const keys = await (await caches.open(name)).keys();
    return keys.map((request) => new URL(request.url).pathname + new URL(request.url).search);
  });
}

/** The worker of the page's site. */
function worker(page: Page): Worker {
  const origin = new URL(page.url()).origin;
  return page.context().serviceWorkers().find((own) => own.url().startsWith(origin))!;
}

/** Has the worker come to the pages that are kept only once they went away, as on a phone that is busy; what it returns
 * waits until they did. */
export async function holdBack(page: Page): Promise<() => Promise<void>> {
  const own = worker(page);
  await own.evaluate(() => {
    const { open, delete: remove } = CacheStorage.prototype;
    const isOfPages = (name: string) => name.startsWith('pages-');
    let wentAway = () => {};
    const gone = new Promise<void>((done) => (wentAway = done));
    Object.assign(self, { gone });
    CacheStorage.prototype.open = async function (name) {
      if (isOfPages(name)) await gone;
      return open.call(this, name);
    };
    CacheStorage.prototype.delete = async function (name) {
      const was = await remove.call(this, name);
      if (isOfPages(name)) wentAway();
      return was;
    };
  });
  return () => own.evaluate(() => (self as unknown as { gone: Promise<void> }).gone);
}

/** Touches a notice that leads to an address, and tells where a new window was opened; undefined where none was. */
export async function touchNotice(page: Page, url: string): Promise<string | undefined> {
  return worker(page).evaluate(async (address) => {
    let opened: string | undefined;
    // Chromium opens windows after a true touch alone.
    const { clients } = self as unknown as { clients: object };
    Object.getPrototypeOf(clients).openWindow = async (to: URL) => {
      opened = to.pathname;
    };
    let work: Promise<unknown> | undefined;
    const waitUntil = (promise: Promise<unknown>) => (work = promise);
    const notification = { close() {}, data: { url: address } };
    self.dispatchEvent(Object.assign(new Event('notificationclick'), { notification, waitUntil }));
    // Nor does it bring one to the front otherwise.
    await Promise.resolve(work).catch(() => undefined);
    return opened;
  }, url);
}
