const { module, wasm } = document.getElementById("start").dataset;
const { default: init } = await import(module);
await init({ module_or_path: wasm });
