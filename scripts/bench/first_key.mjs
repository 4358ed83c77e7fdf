// From navigation to the first keystroke that the grid accepts and shows, against the same page's first paint, at 6× slow-down.
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/package.json`)("@playwright/test");
const page_url = process.env.BENCH_PAGE;
const [name, value] = process.env.BENCH_COOKIE.split("=");
const browser = await chromium.launch({
  executablePath: process.env.KLAS_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const ratios = [];
for (let run = 0; run < 5; run += 1) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  await context.addCookies([{ name, value, url: page_url }]);
  await context.addInitScript(() => {
    const press = (key) =>
      (document.activeElement ?? document.documentElement)?.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
      );
    const poll = () => {
      press("1");
      if (document.querySelector("#grid td.typing")) {
        window.firstKey = performance.now();
        press("Escape");
      } else {
        setTimeout(poll, 10);
      }
    };
    poll();
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await page.goto(page_url);
  await page.waitForFunction(() => window.firstKey, undefined, { timeout: 60_000 });
  const [key, paint] = await page.evaluate(() => [
    window.firstKey,
    performance.getEntriesByName("first-paint")[0].startTime,
  ]);
  ratios.push([key / paint, key, paint]);
  await context.close();
}
await browser.close();
ratios.sort((a, b) => a[0] - b[0]);
const [ratio, key, paint] = ratios[2];
console.log(`first accepted key ${key.toFixed(0)} ms, first paint ${paint.toFixed(0)} ms, ratio ${ratio.toFixed(2)} (median of 5)`);
