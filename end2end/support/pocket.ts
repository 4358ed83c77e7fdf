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

/** Where the worker may be held: once it has looked an address up among the pages that are kept, once the network has
 * answered it, before its page is put among those that are kept. */
type Step = 'looked up' | 'answered' | 'put';

/** The worker, which is held at an address. */
export interface Held {
  /** Waits until the worker has come there. */
  came(): Promise<void>;
  letGo(): Promise<void>;
}

/** Holds the worker at an address, as on a phone that is busy, until it is let go. */
export async function hold(page: Page, step: Step, address: string): Promise<Held> {
  const own = worker(page);
  await own.evaluate(
    ([at, held]) => {
      let come = () => {};
      let letGo = () => {};
      const came = new Promise<void>((done) => (come = done));
      const gone = new Promise<void>((done) => (letGo = done));
      Object.assign(self, { came, letGo });
      const wait = async (asked: RequestInfo | URL) => {
        const { pathname, search } = new URL(asked instanceof Request ? asked.url : asked, location.href);
        if (pathname + search !== held) return;
        come();
        await gone;
      };
      const { fetch } = self;
      const { match } = CacheStorage.prototype;
      const { put } = Cache.prototype;
      if (at === 'looked up') {
        CacheStorage.prototype.match = async function (asked, options) {
          const found = await match.call(this, asked, options);
          await wait(asked);
          return found;
        };
      } else if (at === 'answered') {
        self.fetch = async (asked, options) => {
          const answer = await fetch(asked, options);
          await wait(asked);
          return answer;
        };
      } else {
        Cache.prototype.put = async function (asked, answer) {
          await wait(asked);
          return put.call(this, asked, answer);
        };
      }
    },
    [step, address] as const,
  );
  return {
    came: () => own.evaluate(() => (self as unknown as { came: Promise<void> }).came),
    letGo: () => own.evaluate(() => (self as unknown as { letGo(): void }).letGo()),
  };
}

/** Has a page ask for an address so that the worker keeps it; the status of the answer. */
export function askToKeep(page: Page, address: string): Promise<number> {
  return page.evaluate(async (own) => (await fetch(own, { headers: { 'x-klas-keep': '1' } })).status, address);
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
