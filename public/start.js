(async () => {
  const { module, wasm, failed } = document.currentScript.dataset;
  const release = hold();
  const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  try {
    const [{ default: init }, program] = await Promise.all([
      import(module),
      WebAssembly.compileStreaming(fetch(wasm)),
      parsed,
    ]);
    await init({ module_or_path: program });
    release();
  } catch (error) {
    await parsed;
    const status = document.getElementById("grid-status");
    if (status) {
      status.textContent = failed;
      status.classList.add("bad");
    }
    throw error;
  }
})();

/**
 * Shows keys and clicks that come before the grid is alive and keeps them, so that nothing a quick teacher types on a
 * slow laptop is lost. What it returns gives them to the grid in their order.
 */
function hold() {
  const known = /^(.|Enter|Escape|Backspace|Delete|Arrow\w+|Home|End|Page\w+|F2)$/u;
  // As long as the grid itself waits for the second figure of a mark.
  const patience = 400;
  const held = [];
  const drawn = new Map();
  const tabStop = () => document.querySelector("#grid td[tabindex='0']");
  // The cell that figures go to; none once the cursor has moved: whereto, the grid alone knows.
  let cell;
  let moved = false;
  let last = 0;

  const echo = (event) => {
    if (!drawn.has(cell)) drawn.set(cell, [cell.textContent, cell.className]);
    const goesOn = cell.classList.contains("typing") && event.timeStamp - last < patience;
    cell.textContent = (goesOn ? cell.textContent : "") + event.key;
    cell.classList.add("typing");
  };
  const key = (event) => {
    const meant = event.target === document.body || event.target.closest("#grid td");
    if (!meant || !tabStop() || !known.test(event.key)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    held.push([undefined, event]);
    if (event.key.length > 1) moved = true;
    else if (!moved) {
      cell ??= tabStop();
      echo(event);
    }
    last = event.timeStamp;
  };
  const click = (event) => {
    const at = event.target.closest("#grid td");
    if (!at) return;
    event.preventDefault();
    held.push([at, event]);
    [cell, moved, last] = [at, false, event.timeStamp];
  };
  document.addEventListener("keydown", key);
  document.addEventListener("mousedown", click);

  return () => {
    document.removeEventListener("keydown", key);
    document.removeEventListener("mousedown", click);
    drawn.forEach(([text, name], cell) => Object.assign(cell, { textContent: text, className: name }));
    let before = 0;
    for (const [at, event] of held) {
      const target = at ?? tabStop();
      if (event.timeStamp - before >= patience) target.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
      target.dispatchEvent(new event.constructor(event.type, event));
      before = event.timeStamp;
    }
  };
}
