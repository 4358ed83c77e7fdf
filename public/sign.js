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
      const page = (address) => address.slice(0, address.lastIndexOf("/"));
      const signature = (name, number) => new File([told.done[number]], `${name}.p7s`);
      await send(classes.map(([name, address], number) => [page(address), signature(name, number)]));
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

  /** By the form of signed files, as if the person had chosen them. Of many each goes to the page of its class first, so
      that one sees how far it is; what was not taken there goes once more with the last, and the answer says why. */
  async function send(signed) {
    const form = document.getElementById("send");
    const submit = form.querySelector("button[name=what]");
    const carried = new DataTransfer();
    const [, last] = signed.at(-1);
    for (const [number, [page, file]] of signed.slice(0, -1).entries()) {
      const [sent, all] = [number + 1, signed.length];
      state.textContent = says.sending.replace("{}", sent).replace("{}", all);
      const body = new FormData(form);
      body.set("signed", file);
      body.set(submit.name, submit.value);
      const answer = await fetch(page, { method: "POST", body });
      if (!answer.ok) carried.items.add(file);
    }
    state.textContent = "";
    carried.items.add(last);
    form.elements.signed.files = carried.files;
    form.requestSubmit(submit);
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
