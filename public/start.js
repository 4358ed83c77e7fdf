const { module, wasm, failed } = document.getElementById("start").dataset;
const release = hold(document.getElementById("grid"));
try {
  const { default: init } = await import(module);
  await init({ module_or_path: wasm });
  release();
} catch (error) {
  const status = document.getElementById("grid-status");
  status.textContent = failed;
  status.classList.add("bad");
  throw error;
}

/**
 * Shows keys and clicks that come before the grid is alive and keeps them, so that nothing a quick teacher types on a
 * slow laptop is lost. What it returns gives them to the grid in their order.
 */
function hold(grid) {
  if (!grid) return () => {};
  // As long as the grid itself waits for the second figure of a mark.
  const patience = 400;
  const held = [];
  const drawn = new Map();
  let cell = grid.querySelector("td[tabindex='0']");
  let last = 0;

  const echo = (event) => {
    if (!drawn.has(cell)) drawn.set(cell, [cell.textContent, cell.className]);
    const goesOn = cell.classList.contains("typing") && event.timeStamp - last < patience;
    cell.textContent = (goesOn ? cell.textContent : "") + event.key;
    cell.classList.add("typing");
  };
  const keep = (event) => {
    const at = event.target.closest("td");
    if (!at || event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    event.preventDefault();
    held.push([at, event]);
    if (event.type === "mousedown") cell = at;
    // Where the cursor goes from here, the grid knows.
    else if (event.key.length > 1) cell = undefined;
    else if (cell) echo(event);
    last = event.timeStamp;
  };
  const kinds = ["keydown", "mousedown"];
  kinds.forEach((kind) => grid.addEventListener(kind, keep));
  if (document.activeElement === document.body) cell?.focus({ preventScroll: true });

  return () => {
    kinds.forEach((kind) => grid.removeEventListener(kind, keep));
    drawn.forEach(([text, name], cell) => Object.assign(cell, { textContent: text, className: name }));
    let before = 0;
    for (const [at, event] of held) {
      if (event.timeStamp - before >= patience) grid.dispatchEvent(new FocusEvent("focusout"));
      const target = event.type === "mousedown" ? at : grid.querySelector("td[tabindex='0']");
      target.dispatchEvent(new event.constructor(event.type, event));
      before = event.timeStamp;
    }
  };
}
