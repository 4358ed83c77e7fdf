// Checks a signed file in a worker of this browser, which the file does not leave. Without this program the form sends the
// file to the server, and so it does where its reader asks for that.
(() => {
  const says = document.currentScript.dataset;
  const form = document.getElementById("verify");
  const report = document.getElementById("report");
  const state = document.getElementById("verify-state");
  const here = document.getElementById("here");
  let worker;
  /** Whom the site trusts; asked for once, when the first file is chosen. */
  let trusted;

  here.hidden = false;
  document.getElementById("stays").hidden = false;
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "server") return;
    event.preventDefault();
    check(true);
  });
  // Whoever may be about to choose another file is told, and stays where they are.
  form.addEventListener("change", () => {
    if (chosen("file").length) check(false);
  });

  function chosen(name) {
    return [...form.elements[name].files];
  }

  /** Says beside a field what is wrong with it; nothing where it is right. */
  function complain(name, words = "") {
    document.getElementById(`${name}-problem`).textContent = words;
    if (words) form.elements[name].setAttribute("aria-invalid", "true");
    else form.elements[name].removeAttribute("aria-invalid");
  }

  /** `asked`: by the button, and not by choosing a file; then the focus goes to the answer. */
  async function check(asked) {
    const [file] = chosen("file");
    const [content] = chosen("content");
    const more = chosen("trust");
    report.replaceChildren();
    complain("trust");
    complain("file", file ? "" : says.noFile);
    if (!file) return form.elements.file.focus();
    state.textContent = says.checking;
    worker?.terminate();
    const own = (worker = new Worker(says.worker, { type: "module" }));
    try {
      const told = await ask(own, { ...addresses(), ...(await question(file, content, more)) });
      // Another file was chosen meanwhile.
      if (own !== worker) return;
      state.textContent = "";
      if (told.failed) throw new Error(told.failed);
      if ("refused" in told) return refuse(told.refused - (says.trust ? 1 : 0), more, asked);
      report.innerHTML = told.done;
      const verdict = report.querySelector("h2");
      if (asked) verdict.focus();
      else state.textContent = verdict.textContent;
    } catch (error) {
      if (own !== worker) return;
      state.textContent = says.failed;
      throw error;
    } finally {
      own.terminate();
    }
  }

  /** What the module is asked; what is larger than it checks is not read. */
  async function question(file, content, more) {
    const large = [file, content, ...more].find((chosen) => chosen?.size > Number(says.largest));
    if (large) return { call: "too_large", given: [large.name, says.language] };
    const bytes = await read(file);
    const apart = content && (await read(content));
    const trust = [...(await ofSite()), ...(await Promise.all(more.map(read)))];
    return { call: "verify", given: [file.name, bytes, apart, trust, BigInt(Date.now()), says.language] };
  }

  /** There is nothing to trust in the file of the number. */
  function refuse(number, more, asked) {
    complain("trust", says.nothingToTrust.replace("{}", more[number]?.name ?? ""));
    if (asked) form.elements.trust.focus();
  }

  function addresses() {
    return { module: new URL(says.module, location).href, wasm: new URL(says.wasm, location).href };
  }

  async function ofSite() {
    if (!says.trust) return [];
    trusted ??= fetch(says.trust).then((answer) => {
      if (!answer.ok) throw new Error(`${says.trust}: ${answer.status}`);
      return answer.arrayBuffer();
    });
    // What failed is asked for again at the next check.
    trusted.catch(() => (trusted = undefined));
    return [new Uint8Array(await trusted)];
  }

  async function read(file) {
    return new Uint8Array(await file.arrayBuffer());
  }

  function ask(worker, what) {
    return new Promise((told) => {
      worker.addEventListener("message", ({ data }) => told(data));
      worker.addEventListener("error", ({ message }) => told({ failed: message ?? "worker" }));
      worker.postMessage(what);
    });
  }
})();
