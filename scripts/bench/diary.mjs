// A parent's phone: Chromium at 390 × 844, four times slower, over 1.6 Mbit/s with 150 ms of way. The diary opened for
// the first time, opened again, and opened without a network.
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/package.json`)("@playwright/test");
const [diary, cookie] = [process.env.BENCH_PAGE, process.env.BENCH_COOKIE];
const [name, value] = cookie.split("=");
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const MOBILE = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const RUNS = 5;
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const browser = await chromium.launch({
  // Where no graphics hardware draws the screen, drawing it takes as long as the diary does.
  executablePath: process.env.KLAS_CHROMIUM_HEADLESS ?? process.env.KLAS_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});

/** The largest contentful paint of a page opened under these conditions, in milliseconds, and the bytes that travelled. */
async function opened(context, conditions) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", conditions);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(diary);
  await page.waitForTimeout(1500);
  const paint = await page.evaluate(
    () =>
      new Promise((done) => {
        new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );
  await page.close();
  return { paint, bytes };
}

const seen = { first: [], again: [], without: [], bytes: [] };
for (let run = 0; run < RUNS; run += 1) {
  const context = await browser.newContext(phone);
  await context.addCookies([{ name, value, url: diary }]);
  const first = await opened(context, MOBILE);
  seen.first.push(first.paint);
  seen.bytes.push(first.bytes);
  const page = await context.newPage();
  await page.goto(diary);
  await page.waitForFunction(async () => (await caches.match(location.pathname)) !== undefined);
  await page.close();
  seen.again.push((await opened(context, MOBILE)).paint);
  await context.setOffline(true);
  seen.without.push((await opened(context, { ...MOBILE, offline: true })).paint);
  await context.close();
}
await browser.close();
const ms = (numbers) => `${median(numbers).toFixed(0)} ms`;
console.log(`diary on a phone, largest contentful paint: first visit ${ms(seen.first)}, ${median(seen.bytes)} bytes; again ${ms(seen.again)}; without a network ${ms(seen.without)} (medians of ${RUNS})`);
