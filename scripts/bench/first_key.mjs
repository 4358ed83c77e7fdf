// From navigation to the first keystroke that the live grid has taken and shows, against the same page's first paint, at
// 6× slow-down. The page itself echoes the key while the grid is on its way (public/start.js): that is told apart, and
// without the grid there is no figure.
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/package.json`)("@playwright/test");
const page_url = process.env.BENCH_PAGE;
const [name, value] = process.env.BENCH_COOKIE.split("=");
const browser = await chromium.launch({
  executablePath: process.env.KLAS_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const runs = [];
for (let run = 0; run < 5; run += 1) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  await context.addCookies([{ name, value, url: page_url }]);
  await context.addInitScript(() => {
    const press = (key) =>
      (document.querySelector("#grid td[tabindex='0']") ?? document.documentElement)?.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
      );
    const shown = () => document.querySelector("#grid td.typing")?.textContent === "1";
    // The panel is the grid's own, drawn in the same turn in which it is given the keys that came before it.
    const isAlive = () => document.querySelector("#panel .lesson-panel") !== null;
    const poll = () => {
      // Once: a figure after a figure is another mark.
      if (!shown()) press("1");
      if (shown()) window.firstEcho ??= performance.now();
      if (shown() && isAlive()) {
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
  const [key, echo, paint] = await page.evaluate(() => [
    window.firstKey,
    window.firstEcho,
    performance.getEntriesByName("first-paint")[0].startTime,
  ]);
  runs.push({ ratio: key / paint, key, echo, paint });
  await context.close();
}
await browser.close();
runs.sort((a, b) => a.ratio - b.ratio);
const { ratio, key, echo, paint } = runs[2];
console.log(
  `first key taken by the live grid ${key.toFixed(0)} ms, first paint ${paint.toFixed(0)} ms, ratio ${ratio.toFixed(2)} (median of 5)`,
);
console.log(`echoed by the page before that: ${echo.toFixed(0)} ms, ratio ${(echo / paint).toFixed(2)}`);
