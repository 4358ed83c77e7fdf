import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/package.json`)("@playwright/test");
const { BASE: base, OUT: out } = process.env;
const laptop = { width: 1366, height: 768 };
const phone = { width: 390, height: 844 };
const browser = await chromium.launch({
  executablePath: process.env.KLAS_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});

async function visit(login, viewport, options = {}) {
  const context = await browser.newContext({ viewport, locale: "uk-UA", ...options });
  const page = await context.newPage();
  await page.goto(`${base}/sign-in`);
  await page.fill("[name=login]", login);
  await page.fill("[name=password]", "klas-demo");
  await page.click("form.sign-in button.primary");
  return page;
}

const teacher = await visit("teacher", laptop);
await teacher.screenshot({ path: `${out}/today.png` });
const journal = await teacher.getAttribute(".lessons .button", "href");
const lesson = await teacher.getAttribute(".lessons a.main", "href");
await teacher.goto(base + journal);
await teacher.waitForSelector("#panel section");
for (const typed of ["9", "12", "7", "10", "8", "11"]) {
  await teacher.keyboard.type(typed);
  await teacher.keyboard.press("Enter");
}
await teacher.waitForSelector("#grid-status .good");
await teacher.waitForTimeout(1500);
await teacher.screenshot({ path: `${out}/journal.png` });

const sheet = await visit("teacher", phone, { javaScriptEnabled: false });
await sheet.goto(base + lesson);
await sheet.screenshot({ path: `${out}/lesson.png` });

const diary = await visit("guardian", phone, { javaScriptEnabled: false });
const monday = new URL(diary.url());
await diary.goto(`${monday.origin}${monday.pathname}?week=2026-11-23`);
await diary.screenshot({ path: `${out}/diary.png` });
await browser.close();
