// What every page of a signed-in person does beside being read: it leads to work that was left unsaved, has the service
// worker (frontend/worker.js) keep diaries and journals, says of a kept page since when it is, and refreshes it.
(() => {
  const says = document.currentScript.dataset;
  const worker = navigator.serviceWorker;
  /** After how long without a sign a grid is taken for closed where the browser has no locks, in milliseconds: as the
   * grid itself takes it (app/src/grid/browser/kept.rs). */
  const SILENCE = 90_000;
  /** What pages of this browser tell one another when somebody signs out on one of them. */
  const LEFT = "klas-left";

  showCurrent();
  tellUnsaved();
  askBeforeLoss();
  // Somebody signs out on another page: a journal that is open here keeps nothing any more (app/src/grid/browser/sync.rs).
  addEventListener("storage", ({ key, newValue }) => key === LEFT && newValue && dispatchEvent(new Event(LEFT)));
  if (!worker || !window.caches) return;
  const KEEP = { "x-klas-keep": "1" };
  /** When a page is asked for again that did not come, in milliseconds: a network that is back may need a moment. */
  const RETRY = 4000;
  /** For how long a kept week is not asked for again, and a page that comes back into sight, in milliseconds. */
  const FRESH = 10 * 60_000;
  /** How long the server may take to show that it is there, in milliseconds. */
  const PATIENCE = 4000;
  /** What is sent here reaches the worker even without a network: the same addresses as there. */
  const TURNS = ["/sign-in", "/sign-out", "/join", "/password/new", "/account/school", "/account/language"];
  /** The form that is being sent because the server is there after all. */
  let released;

  worker.register("/sw.js").catch(() => {});
  const isDiary = location.pathname.startsWith("/diary/");
  /** The pages that the worker keeps: the same as there. */
  const isKept = /^\/(diary\/[^/]+(\/marks)?|today|journal(\/[^/]+(\/lessons\/[^/]+)?)?)$/.test(location.pathname);
  let shownAt = Date.parse(document.documentElement.dataset.kept ?? "") || Date.now();

  if (document.documentElement.dataset.kept) {
    say(isDiary ? says.since : says.offline);
    if (isDiary) refresh();
  } else if (worker.controller) {
    keepNamed(document);
  }
  // A worker that takes a page over has kept nothing yet: it is the first one, or of another version of the site.
  worker.addEventListener("controllerchange", () => isKept && keepThis());
  // A notice that was touched leads elsewhere in this window, or in another one.
  worker.addEventListener("message", ({ data, ports: [port] }) => data === "free?" && port.postMessage(!isTyped()));
  addEventListener("online", () => (isDiary ? refresh() : offerReload()));
  document.addEventListener("visibilitychange", () => {
    if (isDiary && document.visibilityState === "visible" && Date.now() - shownAt > FRESH) refresh();
  });
  silenceOthers();
  addEventListener("submit", stayOffline);
  listKept();

  /** Brings the entry that the page stands at into sight, where a line of ways is longer than the screen is wide. */
  function showCurrent() {
    for (const current of document.querySelectorAll(":is(.tab-bar, .sections, .segments) [aria-current]")) {
      const ways = current.parentElement;
      const [own, whole] = [current, ways].map((element) => element.getBoundingClientRect());
      ways.scrollLeft += own.left - whole.left - (whole.width - own.width) / 2;
    }
  }

  /** Says since when the page is; `{}` in the text stands for the time. */
  function say(text) {
    const at = new Date(shownAt);
    const today = at.toDateString() === new Date().toDateString();
    const time = { hour: "2-digit", minute: "2-digit" };
    const full = at.toLocaleString(document.documentElement.lang, today ? time : { day: "numeric", month: "long", ...time });
    line().textContent = text.replace("{}", full);
  }

  function line() {
    const known = document.getElementById("since");
    if (known) return known;
    const made = Object.assign(document.createElement("p"), { id: "since", className: "since" });
    made.setAttribute("role", "status");
    document.getElementById("content").before(made);
    return made;
  }

  function offerReload() {
    if (!document.documentElement.dataset.kept) return;
    const way = Object.assign(document.createElement("a"), { href: location.href, textContent: says.reload });
    line().replaceChildren(way);
  }

  /** Without a network what is written stays in its form. A browser calls itself offline beside a server of its own
   * machine too: that one is asked first. */
  async function stayOffline(event) {
    const { target: form, submitter } = event;
    if (navigator.onLine || event.defaultPrevented || form.method !== "post" || form === released) return;
    const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
    if (TURNS.includes(new URL(address, location.href).pathname)) return;
    event.preventDefault();
    if (await isThere()) {
      released = form;
      form.requestSubmit(submitter);
      released = undefined;
      return;
    }
    line().textContent = says.unwritten;
    line().scrollIntoView({ block: "nearest" });
  }

  /** Whether the server answers, whatever it says. */
  async function isThere() {
    try {
      await fetch("/healthz", { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
      return true;
    } catch {
      return false;
    }
  }

  /** Whether something stands on this page that was typed and not sent: in a form, in one that was not taken, in a journal. */
  function isTyped() {
    if (document.querySelector("#grid, main form [aria-invalid=true], main .message.bad")) return true;
    return [...document.querySelectorAll("main input, main textarea, main select")].some(isChanged);
  }

  function isChanged(field) {
    if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
    if (field.localName !== "select") return field.value !== field.defaultValue;
    const chosen = [...field.options].map((option) => option.defaultSelected).lastIndexOf(true);
    return field.selectedIndex !== Math.max(0, chosen);
  }

  /** Has the worker keep this page, and what it names. What the one before it kept goes with that, but not at once. */
  function keepThis() {
    if (isDiary) refresh({ anew: true });
    else fetch(location.href, { headers: KEEP }).catch(() => {});
  }

  async function refresh({ anew = false } = {}) {
    let answer;
    try {
      answer = await fetch(location.href, { headers: KEEP });
    } catch {
      say(says.offline);
      return setTimeout(() => navigator.onLine && document.visibilityState === "visible" && refresh({ anew }), RETRY);
    }
    // Not this person's any more, or nobody's: the server says what there is instead.
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return location.reload();
    if (!answer.ok) return say(says.offline);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Before it may be shown, which moves its parts into this page.
    keepNamed(fresh, anew);
    show(fresh);
  }

  function show(fresh) {
    const typing = document.activeElement?.closest("main form");
    if (typing || isTyped()) return offerReload();
    if (files(fresh) !== files(document)) return takeVersion();
    shownAt = Date.now();
    document.getElementById("since")?.remove();
    const [bell, rung] = [document, fresh].map((page) => page.querySelector(".bell"));
    if (bell && rung) bell.replaceWith(document.adoptNode(rung));
    const now = document.getElementById("content");
    const then = fresh.getElementById("content");
    if (then && now.innerHTML !== then.innerHTML) now.replaceWith(document.adoptNode(then));
    showCurrent();
  }

  /** The files that a page is shown with, each named by its content. */
  function files(page) {
    const named = page.head.querySelectorAll('link[rel="stylesheet"][href^="/"], script[src^="/"]');
    return [...named].map((own) => own.getAttribute("href") ?? own.getAttribute("src")).join(" ");
  }

  /** A page of another version of the site is shown with the files of that version. While servers are upgraded one by one,
   * versions may come by turns: a page that was loaded anew just now says so. */
  function takeVersion() {
    if (performance.getEntriesByType("navigation")[0]?.type === "reload") return offerReload();
    location.reload();
  }

  /** Keeps the weeks and marks that a page from the server names, this one among them: without a network they open all
   * the same. */
  async function keepNamed(page, anew = false) {
    const list = page.querySelector("[data-keep]")?.dataset.keep;
    if (!list) return;
    const named = list.split(" ");
    await dropHidden(named);
    // Who saves data keeps of the shown child alone.
    const whose = navigator.connection?.saveData ? location.pathname.split("/", 3).join("/") : "/";
    for (const address of named.filter((address) => address.startsWith(whose))) {
      const kept = anew ? undefined : await caches.match(address);
      const age = Date.now() - Date.parse(kept?.headers.get("date") ?? 0);
      if (age > FRESH) await fetch(address, { headers: KEEP }).catch(() => {});
    }
  }

  /** Takes away what is kept of a child who is not named any more; where the marks are not, the weeks too, in which they
   * stand: those come anew. */
  async function dropHidden(named) {
    const cache = await keptPages();
    const keys = (await cache?.keys()) ?? [];
    const paths = keys.map((key) => new URL(key.url).pathname).filter((path) => path.startsWith("/diary/"));
    const child = (path) => path.split("/", 3).join("/");
    const hidden = new Set(paths.filter((path) => !named.includes(path)).map(child));
    await Promise.all(keys.filter((key) => hidden.has(child(new URL(key.url).pathname))).map((key) => cache.delete(key)));
  }

  /** A device tells the person who allowed it to, and not whoever signed in after that one. */
  async function silenceOthers() {
    const allowed = localStorage.getItem("klas-push");
    if (!allowed || !says.account || allowed === says.account) return;
    localStorage.removeItem("klas-push");
    await caches.delete("device");
    const registration = await worker.getRegistration("/");
    await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  }

  /** Says in which journals work of this person lies that closed pages left: it is saved once the journal is open. */
  async function tellUnsaved() {
    if (!says.person) return;
    const prefix = `klas-unsaved-${says.person}-`;
    const held = (await navigator.locks?.query())?.held.map(({ name }) => name);
    const isOpen = (key, { alive_at }) => alive_at > 0 && (held ? held.includes(key) : alive_at + SILENCE > Date.now());
    // The grid of this page takes over what others of its journal left.
    const here = document.getElementById("grid-data") && location.pathname.split("/")[2];
    const journals = new Map();
    for (const [key, text] of await unsent()) {
      const course = key.slice(prefix.length, prefix.length + 36);
      const kept = JSON.parse(text);
      if (!key.startsWith(prefix) || course === here || isOpen(key, kept)) continue;
      const changes = Object.values(kept.queue).flatMap((part) => (Array.isArray(part) ? part : [...part.sent, ...part.waiting]));
      const known = journals.get(course) ?? { number: 0, keys: [] };
      journals.set(course, { name: kept.name || known.name, number: known.number + changes.length, keys: [...known.keys, key] });
    }
    if (journals.size === 0) return;
    const notice = Object.assign(document.createElement("p"), { id: "unsaved", className: "message unsaved" });
    notice.setAttribute("role", "status");
    document.getElementById("content").before(notice);
    const ways = [...journals].flatMap(([course, { name, number, keys }], place) => {
      const called = name || says.journal.replace("{}", number);
      const way = Object.assign(document.createElement("a"), { href: `/journal/${course}`, textContent: `${called} – ${says.open}` });
      // An archived journal, or one that is another's by now, cannot be opened to save.
      const drop = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: says.drop });
      drop.setAttribute("aria-label", `${says.drop}: ${called}`);
      drop.addEventListener("click", async () => {
        if (!confirm(says.dropAsked.replace("{}", () => called))) return;
        await giveUp(keys);
        await askBeforeLoss();
        notice.remove();
        tellUnsaved();
      });
      return [place > 0 ? "; " : " ", way, " ", drop];
    });
    notice.replaceChildren(says.unsaved, ...ways);
  }

  /** Gives up what closed pages left under these keys. */
  async function giveUp(keys) {
    const database = await waiting();
    const transaction = database?.transaction("unsaved", "readwrite");
    await Promise.all(keys.map((key) => transaction && asked(transaction.objectStore("unsaved").delete(key))));
    database?.close();
  }

  /** Signing out wipes what is kept, unsent marks too: then the person is asked first, and the other pages are told. */
  async function askBeforeLoss() {
    const form = document.querySelector('form[action^="/sign-out"]');
    if (!form) return;
    const tell = () => localStorage.setItem(LEFT, Date.now());
    form.onsubmit = tell;
    if ((await unsent()).length > 0) form.onsubmit = () => confirm(says.unsent) && tell();
  }

  /** What waits for the network here, by its keys: the grid keeps it in the browser's database. */
  async function unsent() {
    try {
      const database = await waiting();
      if (!database) return [];
      const kept = database.transaction("unsaved").objectStore("unsaved");
      const [keys, texts] = await Promise.all([asked(kept.getAllKeys()), asked(kept.getAll())]);
      database.close();
      return keys.map((key, place) => [key, texts[place]]);
    } catch {
      return [];
    }
  }

  /** The browser's database of what waits for the network; none where there is none. */
  async function waiting() {
    const known = await indexedDB.databases?.();
    if (known && !known.some(({ name }) => name === "klas")) return undefined;
    const opening = indexedDB.open("klas");
    // The database is the grid's to make.
    opening.onupgradeneeded = () => opening.transaction.abort();
    return asked(opening);
  }

  function asked(request) {
    return new Promise((done, fail) => Object.assign(request, { onsuccess: () => done(request.result), onerror: fail }));
  }

  /** What the worker keeps of pages; none where it keeps none yet. */
  async function keptPages() {
    const name = (await caches.keys()).find((name) => name.startsWith("pages-"));
    return name && caches.open(name);
  }

  /** On the page that stands in for what is not kept: what is. */
  async function listKept() {
    const list = document.getElementById("kept");
    if (list && (await caches.has("leaving"))) document.getElementById("leaving").hidden = false;
    const cache = list && (await keptPages());
    if (!cache) return;
    for (const request of await cache.keys()) {
      const { pathname, search } = new URL(request.url);
      if (pathname === "/last") continue;
      const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
      const title = page.querySelector("h1")?.textContent ?? page.title;
      const way = Object.assign(document.createElement("a"), { href: pathname + search, textContent: title });
      const what = Object.assign(document.createElement("small"), { textContent: page.querySelector("h2")?.textContent ?? page.title.split(" · ")[0] });
      const item = document.createElement("li");
      item.append(way, " ", what);
      list.append(item);
    }
  }
})();
