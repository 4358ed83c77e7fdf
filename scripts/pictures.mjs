import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/package.json`)("@playwright/test");
const { BASE: base, LATER: later, WORK: work, OUT: out } = process.env;
const laptop = { width: 1366, height: 768 };
const phone = { width: 390, height: 844 };
const browser = await chromium.launch({
  executablePath: process.env.KLAS_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});

async function visit(login, viewport, { at = base, ...options } = {}) {
  const context = await browser.newContext({ viewport, locale: "uk-UA", ...options });
  const page = await context.newPage();
  await page.goto(`${at}/sign-in`);
  await page.fill("[name=login]", login);
  await page.fill("[name=password]", "klas-demo");
  await page.click("form.sign-in button.primary");
  await page.waitForURL((url) => url.pathname !== "/sign-in");
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

/** The first page of a document, so many points wide. */
async function print(page, address, name, width) {
  const answer = await page.request.get(later + address);
  if (!answer.ok()) throw new Error(`${address}: ${answer.status()}`);
  const file = `${work}/${name}.pdf`;
  writeFileSync(file, await answer.body());
  const first = ["-png", "-gray", "-singlefile", "-f", "1", "-l", "1"];
  execFileSync("pdftoppm", [...first, "-scale-to-x", `${width}`, "-scale-to-y", "-1", file, `${out}/${name}`]);
}

const keeper = await visit("class-teacher", laptop, { at: later });
const register = await keeper.getAttribute('nav a[href^="/classes/"]', "href");
const ofClass = register.replace(/\/register$/, "");
await print(keeper, `${register}.pdf?month=2026-11`, "attendance", 1000);
await keeper.goto(`${later}${ofClass}/cards`);
const pupil = await keeper.locator("[name=pupil]").inputValue();
await print(keeper, `${ofClass}/cards.pdf?kind=card&pupil=${pupil}`, "card", 700);

const head = await visit("head", laptop, { at: later });
await head.goto(`${later}/reports?period=1`);
await head.locator(".charts").scrollIntoViewIfNeeded();
await head.screenshot({ path: `${out}/report.png` });
await head.goto(`${later}/reports/package?period=1`);
await head.click("button[value=order]");
await head.getByText(/Готово [1-9]\d із/).waitFor({ timeout: 120_000 });
await head.screenshot({ path: `${out}/package.png` });
await browser.close();
