// Notices to this device: asks the browser, and tells the server where its messages go. Above the list of notices it says
// where they no longer come. Without this program the page has the list of notices and the letter of the week.
(() => {
  const own = document.getElementById("device");
  if (!own?.dataset.key) return;
  const says = own.dataset;
  const state = document.getElementById("device-state");
  const on = document.getElementById("device-on");
  const off = document.getElementById("device-off");
  /** Where messages for this browser go. */
  let here;

  if (!navigator.serviceWorker || !window.PushManager || !window.Notification) return say(says.unsupported);
  show();
  on.addEventListener("click", turnOn);
  off.addEventListener("click", turnOff);
  // Whoever turns this browser off among the others means it.
  own.addEventListener("submit", ({ target }) => target.dataset.endpoint === here && forget());

  function say(text) {
    state.textContent = text;
  }

  async function subscription() {
    const registration = await navigator.serviceWorker.getRegistration("/");
    return registration?.pushManager.getSubscription();
  }

  async function show() {
    const made = await subscription();
    // The server forgets a device that its push service knows no more, or whose session ended.
    here = made?.endpoint;
    const isKnown = Boolean(made) && says.known.split(" ").includes(here);
    const isWanted = localStorage.getItem("klas-push") === says.account;
    on.hidden = isWanted && isKnown;
    off.hidden = !isWanted;
    if (isWanted && !isKnown) return sayLost();
    if (isWanted) await remember(here);
    say(isWanted ? says.on : Notification.permission === "denied" ? says.denied : says.off);
  }

  function sayLost() {
    off.textContent = says.forget;
    own.hidden = false;
    say(says.lost);
  }

  /** What the service worker needs where the browser replaces its subscription: it cannot read what pages remember. */
  async function remember(endpoint) {
    const told = JSON.stringify({ account: says.account, key: says.key, endpoint });
    await (await caches.open("device")).put("/device", new Response(told));
  }

  async function forget() {
    localStorage.removeItem("klas-push");
    await caches.delete("device");
  }

  async function turnOn() {
    // Asked here, where a hand has just pressed the button: browsers want it so.
    if ((await Notification.requestPermission()) !== "granted") return say(says.denied);
    on.disabled = true;
    try {
      const registration = await navigator.serviceWorker.ready;
      // One that was made with another key is of no use any more.
      await (await registration.pushManager.getSubscription())?.unsubscribe();
      const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: says.key });
      const { endpoint, keys } = made.toJSON();
      const answer = await send({ what: "device", endpoint, p256dh: keys.p256dh, auth: keys.auth });
      if (!answer.ok) return say(answer.status === 422 ? says.bad : says.failed);
      localStorage.setItem("klas-push", says.account);
      await remember(endpoint);
      reload();
    } catch {
      say(says.failed);
    } finally {
      on.disabled = false;
    }
  }

  async function turnOff() {
    const made = await subscription();
    await forget();
    try {
      if (made) await send({ what: "device-remove", device: made.endpoint });
      await made?.unsubscribe();
    } catch {
      return say(says.failed);
    }
    reload();
  }

  /** Going to where the page is already would load nothing. */
  function reload() {
    history.replaceState(null, "", "/notices/settings?saved#device");
    location.reload();
  }

  function send(fields) {
    return fetch("/notices/settings", { method: "POST", body: new URLSearchParams({ person: says.person, ...fields }) });
  }
})();
