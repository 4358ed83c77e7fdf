(async () => {
  const { module, wasm, failed, sheet } = document.currentScript.dataset;
  const held = hold();
  const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  try {
    const [{ default: init }, program] = await Promise.all([
      import(module),
      WebAssembly.compileStreaming(fetch(wasm)),
      parsed,
    ]);
    await init({ module_or_path: program });
    held.replay();
  } catch (error) {
    await parsed;
    held.giveUp();
    sayFailed(failed, sheet);
    throw error;
  }
})();

/** The lesson's own sheet works without the grid: the way there is said where the saving would be. */
function sayFailed(failed, sheet) {
  const status = document.getElementById("grid-status");
  if (!status) return;
  status.textContent = `${failed} `;
  status.classList.add("bad");
  const column = document.querySelector("#grid td[tabindex='0']")?.cellIndex;
  const lesson = document.querySelector("#grid thead tr")?.cells[column]?.querySelector("a");
  if (!lesson) return;
  const way = document.createElement("a");
  way.href = lesson.href;
  way.textContent = sheet;
  status.append(way);
}

/**
 * Shows keys and clicks that come before the grid is alive and keeps them, so that nothing a quick teacher types on a
 * slow laptop is lost. What it returns gives them to the grid in their order, or gives up and leaves the page as it was.
 */
function hold() {
  const known = /^(.|Enter|Tab|Escape|Backspace|Delete|Arrow\w+|Home|End|Page\w+|F2)$/u;
  // As long as the grid itself waits for the second figure of a mark, or for more after letters.
  const patience = (text) => (/^\d*$/.test(text) ? 400 : 1500);
  const held = [];
  const drawn = new Map();
  const tabStop = () => document.querySelector("#grid td[tabindex='0']");
  // The cell that figures go to; none once the cursor has moved: whereto, the grid alone knows.
  let cell;
  let moved = false;
  // What is being typed, and when its last key came.
  let text = "";
  let last = 0;

  const echo = () => {
    if (!drawn.has(cell)) drawn.set(cell, [cell.textContent, cell.className]);
    cell.textContent = text;
    cell.classList.add("typing");
  };
  const key = (event) => {
    const meant = event.target === document.body || event.target.closest("#grid td");
    if (!meant || !tabStop() || !known.test(event.key)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Until something was typed or a cell was chosen, Tab walks through the page, as everywhere.
    if (event.key === "Tab" && !held.length) return;
    // A space alone is no entry: it scrolls the page, as everywhere.
    const goesOn = text !== "" && event.timeStamp - last < patience(text);
    if (event.key === " " && !goesOn) return;
    event.preventDefault();
    held.push([undefined, event]);
    [text, last] = [event.key.length > 1 ? "" : (goesOn ? text : "") + event.key, event.timeStamp];
    if (event.key.length > 1) moved = true;
    else if (!moved) {
      cell ??= tabStop();
      echo();
    }
  };
  const click = (event) => {
    const at = event.target.closest("#grid td");
    if (!at) return;
    event.preventDefault();
    held.push([at, event]);
    [cell, moved, text, last] = [at, false, "", event.timeStamp];
  };
  document.addEventListener("keydown", key);
  document.addEventListener("mousedown", click);

  const giveUp = () => {
    document.removeEventListener("keydown", key);
    document.removeEventListener("mousedown", click);
    drawn.forEach(([text, name], cell) => Object.assign(cell, { textContent: text, className: name }));
  };
  const replay = () => {
    giveUp();
    [last, text] = [0, ""];
    for (const [at, event] of held) {
      const target = at ?? tabStop();
      if (event.timeStamp - last >= patience(text)) {
        target.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
        text = "";
      }
      target.dispatchEvent(new event.constructor(event.type, event));
      text = event.key?.length === 1 ? text + event.key : "";
      last = event.timeStamp;
    }
  };
  return { replay, giveUp };
}
