// Signs in a worker of this browser, which the key and its password do not leave. The signatures are then sent by the same
// form that takes those made in other programs, so that the server checks them like any other.
(() => {
  const form = document.getElementById("sign");
  const says = form.dataset;
  const state = document.getElementById("sign-state");
  const button = form.querySelector("button");
  const { key, password } = form.elements;
  /** Which field a fault is of; of the key's file where it is of none. */
  const fields = { password };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!button.disabled) sign();
  });

  function complain(field, words = "") {
    document.getElementById(`${field.name}-problem`).textContent = words;
    if (words) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  async function sign() {
    complain(key);
    complain(password);
    const [file] = key.files;
    if (!file) {
      complain(key, says.noKeyFile);
      return key.focus();
    }
    button.disabled = true;
    state.textContent = says.signing;
    try {
      const classes = JSON.parse(says.classes);
      const contents = await Promise.all(classes.map(([, address]) => content(address)));
      const told = await ask([new Uint8Array(await file.arrayBuffer()), password.value, contents, BigInt(Date.now())]);
      if (told.failed) throw new Error(told.failed);
      state.textContent = "";
      if (told.refused) return refuse(String(told.refused));
      password.value = "";
      send(classes.map(([name], number) => new File([told.done[number]], `${name}.p7s`)));
    } catch (error) {
      state.textContent = says.failed;
      throw error;
    } finally {
      button.disabled = false;
    }
  }

  async function content(address) {
    const answer = await fetch(address);
    // Whoever's session ran out is led to the page of signing in.
    if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** A code, and after it the day that it is about. */
  function refuse(fault) {
    const [code, day = ""] = fault.split(" ");
    const words = says[code];
    if (!words) return (state.textContent = says.failed);
    const field = fields[code] ?? key;
    complain(field, words.replace("{}", day));
    field.focus();
  }

  /** By the form of signed files, as if the person had chosen them. */
  function send(files) {
    const form = document.getElementById("send");
    const carried = new DataTransfer();
    files.forEach((file) => carried.items.add(file));
    form.elements.signed.files = carried.files;
    form.requestSubmit(form.querySelector("button[name=what]"));
  }

  function ask(given) {
    const worker = new Worker(says.worker, { type: "module" });
    const answered = new Promise((told) => {
      worker.addEventListener("message", ({ data }) => told(data));
      worker.addEventListener("error", ({ message }) => told({ failed: message ?? "worker" }));
    });
    const { href: module } = new URL(says.module, location);
    const { href: wasm } = new URL(says.wasm, location);
    worker.postMessage({ module, wasm, call: "sign", given });
    // What the key left in its memory goes with it.
    return answered.finally(() => worker.terminate());
  }
})();
