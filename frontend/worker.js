// The service worker: diaries and journals that were opened before open again at once, and without a network. The
// server puts the version of the site's files and their addresses before these lines.
//
// A diary that is kept is shown first and refreshed by its page (public/app.js); a teacher's page comes from the
// network, and is shown as it was kept only where there is none. What is kept is somebody's: whoever signs in or out
// takes it away. Whoever goes to another school is the same person: the diaries of children stay.

const files = `files-${VERSION}`;
const pages = `pages-${VERSION}`;
/** Whose this device is that is told at once, with which key, and where its messages go (public/notices.js). */
const device = "device";
/** Stands where somebody signed out without a network: the server does not know of it yet. */
const leaving = "leaving";
/** The most pages that are kept: two children's weeks and marks, a teacher's journals. */
const KEPT = 60;
/** How long a teacher's page waits for the network before the kept one is shown, in milliseconds. */
const PATIENCE = 6000;
/** How long a page may take to say whether something was typed on it, in milliseconds: a window opens only soon after a
 * touch. */
const REPLY = 500;
/** After these the pages belong to somebody else, are written in another language, or another school's come first. */
const TURNS = ["/sign-in", "/sign-out", "/join", "/password/new", "/account/school", "/account/language"];

/** What the browser asked the network for while a kept page was shown, by address: the page's refreshing takes it. */
const ahead = new Map();

/** Whether the server is to be told of a signing out; undefined until that is known. */
let owesLeaving;
const isKnown = caches.has(leaving).then((owes) => (owesLeaving ??= owes));

/** The telling that is on its way. */
let telling;

/** Grows with whatever changes what may be kept: a page that was on its way meanwhile is not. */
let changes = 0;

self.addEventListener("install", (event) => {
  // What every page needs comes past this program where the browser can do that.
  const patterns = FILES.map((file) => new URL(file, self.location)).map(({ pathname, search }) => ({ pathname, search: search.slice(1) }));
  event.addRoutes?.(patterns.map((urlPattern) => ({ condition: { urlPattern }, source: { cacheName: files } })))?.catch(() => {});
  event.waitUntil(keepFiles().then(() => self.skipWaiting()));
});

/** Keeps what every page needs. Where another server than the one of this program answers, which is being upgraded, the
 * browser is left with the program before, and tries again at the next visit. */
async function keepFiles() {
  const answers = await Promise.all(FILES.map((file) => fetch(file)));
  if (!answers.every(isOwn)) throw new Error("the site's files are not of this version");
  const cache = await caches.open(files);
  await Promise.all([...FILES.map((file, place) => cache.put(file, answers[place])), cache.add("/offline")]);
}

/** Whether a file is of this program's version: a server of another one has other bytes under its name. */
function isOwn(answer) {
  return answer.ok && answer.headers.get("cache-control") !== "no-store";
}

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

/** Pages of an older version lead to files of that version, so they go with them. */
async function takeOver() {
  const old = (await caches.keys()).filter((name) => ![files, pages, device, leaving].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET") {
    if (TURNS.includes(url.pathname)) event.respondWith(turn(request, url));
    else if (url.pathname.startsWith("/diary/")) event.respondWith(written(request, url));
    else if (owesLeaving !== false) event.respondWith(ask(request));
    return;
  }
  if (request.headers.has("x-klas-keep")) event.respondWith(fetched(request, url));
  else if (url.searchParams.has("v")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

/** Asks the server. Whoever signed out without a network is signed out first: nothing is asked for in that name. */
async function ask(request, options) {
  await leave();
  return fetch(request, options);
}

/** Tells the server of a signing out that it does not know of; tells whether there was one. */
async function leave() {
  await isKnown;
  if (!owesLeaving) return false;
  await (telling ??= tellLeaving().finally(() => (telling = undefined)));
  return true;
}

async function tellLeaving() {
  if (!isTaken(await fetch("/sign-out", { method: "POST", redirect: "manual" }))) throw new Error("still signed in");
  owesLeaving = false;
  await Promise.all([caches.delete(leaving), silence().catch(() => {})]);
}

/** Whether the server itself answered, and not a proxy before it that does not reach it. */
function isTaken(answer) {
  return Boolean(answer) && answer.status < 500;
}

async function turn(request, url) {
  const answer = await ask(request).catch(() => undefined);
  // Afterwards, so that nothing that was on its way meanwhile stays.
  changes += 1;
  if (url.pathname !== "/account/school") await caches.delete(pages);
  else if (answer) await move(new URL(request.referrer || "/", self.location));
  return url.pathname === "/sign-out" ? left(answer) : (answer ?? offline());
}

/** What belongs to whoever signs out goes from the device, whether the server knows of it by now or not. */
async function left(answer) {
  owesLeaving = !isTaken(answer);
  if (owesLeaving) await caches.open(leaving);
  await Promise.all([silence().catch(() => {}), forgetUnsent()]);
  return owesLeaving ? Response.redirect(new URL("/sign-in", self.location), 303) : answer;
}

/** In another school other journals are opened first, and the page that led there is drawn anew. */
async function move(from) {
  await drop((page) => !isDiary(page));
  if (isDiary(from)) await forget(from);
}

/** Whoever signs out is told nothing on this device any more, in whichever session it was allowed. */
async function silence() {
  await caches.delete(device);
  await (await self.registration.pushManager?.getSubscription())?.unsubscribe();
}

/** Unsent marks are the person's too. A database that a journal has open could not be deleted before that is closed. */
function forgetUnsent() {
  return new Promise((done) => {
    const opening = indexedDB.open("klas");
    // The database is the grid's to make.
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = done;
    opening.onsuccess = () => {
      const emptying = opening.result.transaction("unsaved", "readwrite");
      emptying.objectStore("unsaved").clear();
      emptying.oncomplete = emptying.onabort = done;
      // Closed as soon as that is done.
      opening.result.close();
    };
  });
}

/** What a family writes changes its pages: the next ones come from the server. */
async function written(request, url) {
  const answer = await ask(request).catch(() => undefined);
  if (!answer) return offline();
  changes += 1;
  await forget(url);
  return answer;
}

/** Files are named by their content, so one that is kept is right. */
async function file(request) {
  const cache = await caches.open(files);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (isOwn(answer)) await cache.put(request, answer.clone());
  return answer;
}

async function page(event, url) {
  const asked = changes;
  // What the browser asked for ahead is of whoever was signed in then.
  const network = async () => ((await leave()) ? undefined : await event.preloadResponse) ?? fetch(event.request);
  if (isDiary(url)) {
    const kept = await keptPage(url);
    if (kept) {
      lookAhead(event, url, asked);
      event.waitUntil(remember(url, asked));
      return kept;
    }
  }
  const last = await lastDiary(url);
  if (last) return Response.redirect(last);
  if (!isDiary(url) && !isWork(url)) return network().catch(offline);
  try {
    const answer = await (isWork(url) ? patiently(network(), url) : network());
    event.waitUntil(opened(url, answer.clone(), asked));
    return answer;
  } catch {
    const kept = await keptPage(url);
    return kept ?? offline();
  }
}

/** The browser asks for a page while this program starts; the page that is shown instead does not ask once more. */
function lookAhead(event, url, after) {
  const answer = event.preloadResponse?.catch(() => undefined);
  if (!answer) return;
  ahead.set(url.href, { answer, changes: after, until: Date.now() + PATIENCE });
  event.waitUntil(answer.then(() => new Promise((done) => setTimeout(done, 1000))));
}

/** What was asked for ahead of a page's refreshing; none where something changed since, or it is no page. */
async function fromAhead(url) {
  const asked = ahead.get(url.href);
  ahead.delete(url.href);
  if (!asked || asked.changes !== changes || asked.until < Date.now()) return undefined;
  const answer = await asked.answer;
  return answer?.ok && answer.type === "basic" && asked.changes === changes ? answer : undefined;
}

/** Keeps a page that was opened; of whoever was not let in, not even where they wanted to go. */
async function opened(url, answer, asked) {
  if ((await keep(url, answer, asked)) && isDiary(url)) await remember(url, asked);
}

/** The network's answer; where it is long in coming and the page is kept, a failure. */
async function patiently(answer, url) {
  if (!(await keptPage(url))) return answer;
  const late = new Promise((_, fail) => setTimeout(fail, PATIENCE));
  return Promise.race([answer, late]);
}

/** What a page asks for to be kept; where the person is not let in any more, nothing is. */
async function fetched(request, url) {
  const asked = changes;
  const answer = (await fromAhead(url)) ?? (await ask(url, { headers: request.headers, credentials: "same-origin", redirect: "follow" }));
  if (answer.redirected || answer.status === 401) await notLetIn(asked);
  else if ([403, 404].includes(answer.status)) await refused(url);
  else if (isDiary(url) || isWork(url)) await keep(url, answer.clone(), asked);
  return answer;
}

/** Whoever is not let in any more sees nothing of what is kept; what somebody else keeps since they signed in stays. */
async function notLetIn(asked) {
  if (asked !== changes) return;
  changes += 1;
  await caches.delete(pages);
}

/** Where the page of a child or of a journal is refused, nothing is kept of it; where a part is, that part goes alone. */
async function refused(url) {
  if (whose(url) !== url.pathname) return drop((page) => page.pathname === url.pathname);
  changes += 1;
  await forget(url);
}

/** Takes away what is kept of a child or of a journal. */
async function forget(url) {
  await drop((page) => page.pathname === "/last" || whose(page) === whose(url));
}

/** The page of the child or of the journal that an address is of. */
function whose({ pathname }) {
  return pathname.split("/").slice(0, 3).join("/");
}

/** Takes away kept pages by their addresses. */
async function drop(isChosen) {
  const cache = await caches.open(pages);
  const chosen = (await cache.keys()).filter((key) => isChosen(new URL(key.url)));
  await Promise.all(chosen.map((key) => cache.delete(key)));
}

/** Keeps a page that was asked for after so many changes, with the time since when it is, so that it need not be touched
 * when it is shown; tells whether it is kept. */
async function keep(url, answer, asked) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return false;
  const since = new Date(answer.headers.get("date") ?? Date.now()).toISOString();
  const html = (await answer.text()).replace("<html ", `<html data-kept="${since}" `);
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  headers.set("x-klas-week", html.match(/data-week="([\d-]+)"/)?.[1] ?? "");
  if (!(await put(url, new Response(html, { headers }), asked))) return false;
  const cache = await caches.open(pages);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - KEPT)).map((key) => cache.delete(key)));
  return true;
}

/** Puts a page among those that are kept, as the last of them; not where something changed after so many changes, before
 * it or while it was put: what went away meanwhile stays away. */
async function put(address, page, asked) {
  const cache = await caches.open(pages);
  if (asked !== changes) return false;
  await cache.delete(address);
  await cache.put(address, page);
  if (asked === changes) return true;
  await cache.delete(address);
  return false;
}

/** The page of an address; of a diary's week, a page of another of its days serves as well. */
async function keptPage(url) {
  // One question, and not one for the cache before: a phone shows the page a moment sooner.
  const own = await caches.match(url, { cacheName: pages });
  const day = url.searchParams.get("week");
  if (own || !isDiary(url) || !day) return own;
  const cache = await caches.open(pages);
  const others = (await cache.keys()).filter((key) => new URL(key.url).pathname === url.pathname);
  const answers = await Promise.all(others.map((key) => cache.match(key)));
  return answers.find((answer) => answer.headers.get("x-klas-week") === mondayOf(day));
}

/** The Monday of a day's week; none of what is no day. */
function mondayOf(day) {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return undefined;
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

/** Which diary was opened last, after so many changes: that is where the family's way through the start leads. */
async function remember(url, asked) {
  await put("/last", new Response(url.pathname.replace("/marks", "")), asked);
}

/** Where an address that only leads on to a diary leads; none where a teacher's pages are kept beside it. */
async function lastDiary(url) {
  const suffix = { "/": "", "/diary": "", "/diary/marks": "/marks" }[url.pathname];
  if (suffix === undefined) return undefined;
  const cache = await caches.open(pages);
  const last = await (await cache.match("/last"))?.text();
  const works = url.pathname === "/" && (await cache.keys()).some((key) => isWork(new URL(key.url)));
  return last && !works ? new URL(last + suffix, self.location) : undefined;
}

// What the server tells (public/notices.js had the browser allow it): what is said on the screen came encrypted.
self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch {
    // What cannot be read is said to be something: a browser takes notices away from who is told and shows nothing.
  }
  const { title = "Klas", body = "", url = "/notices", tag = "klas" } = told;
  const look = { body, tag, renotify: true, icon: "/icon-192.png", badge: "/icon-192.png", lang: "uk", data: { url } };
  event.waitUntil(self.registration.showNotification(title, look));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  // Where that fails, the page of notices finds that they no longer come, and says so.
  event.waitUntil(renew(event).catch(() => {}));
});

/** Subscribes again with the same key where the browser replaced its subscription or dropped it, and tells the server, in
 * place of the old one and for the account that allowed it. */
async function renew({ newSubscription }) {
  const told = await (await caches.match("/device", { cacheName: device }))?.json();
  if (!told) return;
  const { account, key, endpoint: instead } = told;
  const asked = { userVisibleOnly: true, applicationServerKey: key };
  const made = newSubscription ?? (await self.registration.pushManager.subscribe(asked));
  const { endpoint, keys } = made.toJSON();
  const fields = { what: "device", account, instead, endpoint, p256dh: keys.p256dh, auth: keys.auth };
  const answer = await fetch("/notices/settings", { method: "POST", body: new URLSearchParams(fields) });
  // Nobody is signed in any more, or somebody else: whom the server does not know is not subscribed either.
  if ([401, 403].includes(answer.status)) return made.unsubscribe();
  // A proxy that does not reach the server says nothing of who is signed in.
  if (!answer.ok) throw new Error("the server was not told of the device");
  await (await caches.open(device)).put("/device", new Response(JSON.stringify({ ...told, endpoint })));
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(new URL(event.notification.data?.url ?? "/notices", self.location)));
});

/** Leads to a page of this site, in a window that is open and holds nothing that somebody typed, or in a new one. */
async function lead(url) {
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window" });
  const free = windows[(await Promise.all(windows.map(isFree))).indexOf(true)];
  if (!free) return self.clients.openWindow(url);
  await free.navigate(url);
  return free.focus();
}

/** Whether the page of a window says that nothing typed would be lost with it (public/app.js); one that says nothing is
 * left alone. */
function isFree(window) {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data);
    setTimeout(done, REPLY, false);
    window.postMessage("free?", [port2]);
  });
}

async function offline() {
  const page = await (await caches.open(files)).match("/offline");
  return page ? new Response(page.body, { status: 503, headers: page.headers }) : Response.error();
}

function isDiary(url) {
  return /^\/diary\/[0-9a-f-]{36}(\/marks)?$/.test(url.pathname);
}

/** A teacher's day, a journal, a lesson's sheet. */
function isWork(url) {
  return url.pathname === "/today" || /^\/journal(\/[0-9a-f-]{36}(\/lessons\/[0-9a-f-]{36})?)?$/.test(url.pathname);
}
