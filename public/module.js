// A worker that calls one function of a module of the site, apart from the page, which goes on answering meanwhile. It is
// told the module, the function and what the function is given, and tells what came of it.
self.addEventListener("message", async ({ data: { module, wasm, call, given } }) => {
  try {
    const program = await import(module);
    await program.default({ module_or_path: wasm });
    try {
      self.postMessage({ done: program[call](...given) });
    } catch (refused) {
      // What the module itself refuses is a word or a number; anything else is a fault of the program.
      if (refused instanceof Error) throw refused;
      self.postMessage({ refused });
    }
  } catch (error) {
    self.postMessage({ failed: String(error) });
  }
});
