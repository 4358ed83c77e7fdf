// How many messages signed by DSTU 4145 (257 bits) the browser's module verifies in a second, and how large the module is.
// Node runs it on the engine of Chromium: node scripts/bench/verify.mjs
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

const site = resolve(import.meta.dirname, '../../target/site/modules');
const data = (name) => readFileSync(resolve(import.meta.dirname, '../../crates/signature/tests/data', name));
const seconds = Number(process.env.BENCH_SECONDS ?? 8);
const now = BigInt(Date.UTC(2030, 0, 1, 12));

const { default: init, verify } = await import(pathToFileURL(`${site}/verifier.js`));
await init({ module_or_path: readFileSync(`${site}/verifier.wasm`) });

function rate(what, file, trust) {
  const [bytes, trusted] = [data(file), trust.map(data)];
  const check = () => verify(file, bytes, undefined, trusted, now, 'uk');
  if (!check().includes('data-verdict="valid"')) throw new Error(`${file} is not valid: ${check()}`);
  const started = performance.now();
  let count = 0;
  while (performance.now() - started < seconds * 250) {
    check();
    count += 1;
  }
  const each = (performance.now() - started) / count;
  console.log(`${what}: ${(1000 / each).toFixed(0)} a second, ${each.toFixed(1)} ms each`);
}

rate('a message signed by DSTU 4145, 257 bits, with GOST 34.311-95, in wasm', 'message.p7', ['SELF_SIGNED1.cer']);
rate('a container of two signatures (ECDSA, RSA 3072), in wasm', '8a.asice', ['root.cer']);
for (const name of ['verifier', 'signer']) {
  const size = (file) => statSync(`${site}/${name}.${file}`).size;
  console.log(`module ${name}: ${size('wasm')} bytes, ${size('wasm.br') + size('js.br')} with brotli and its script`);
}
