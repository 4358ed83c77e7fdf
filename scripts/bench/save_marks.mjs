// Saves marks through HTTP, each request one edit, with 1 and with 64 clients, each for a few seconds.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [page, cookie, folder] = process.argv.slice(2);
const seconds = process.env.BENCH_SECONDS ?? 5;
const script = join(dirname(process.argv[1]), "save_marks.lua");

async function journal() {
  const html = await (await fetch(page, { headers: { cookie } })).text();
  return JSON.parse(html.match(/<script[^>]*id="grid-data"[^>]*>(.*?)<\/script>/s)[1]);
}

/// The cells the teacher may write: column, pupil, version, mark.
function cells(data) {
  const written = new Map(data.cells.map(([row, place, entry, version]) => [`${row}/${place}`, `${version} ${Number(entry) || 0}`]));
  return data.columns.flatMap((column, place) =>
    column.own && column.of.Lesson?.date <= data.today
      ? data.pupils.map(([pupil], row) => `${column.id} ${pupil} ${written.get(`${row}/${place}`) ?? "0 0"}`)
      : []);
}

async function save(clients) {
  const file = join(folder, "cells");
  const data = await journal();
  writeFileSync(file, cells(data).join("\n"));
  const options = ["-t1", `-c${clients}`, `-d${seconds}s`, "-s", script, "-H", `cookie: ${cookie}`];
  const told = execFileSync("wrk", [...options, new URL("/api/apply-edits", page).href], {
    env: { ...process.env, CELLS: file, PERSON: data.person },
    encoding: "utf8",
  });
  const [, failed, rate] = told.match(/failed (\d+), rate (\d+)/);
  if (failed !== "0") throw new Error(`${failed} marks were not saved`);
  return rate;
}

await save(8);
console.log(`saving through HTTP, 1 client: ${await save(1)}/s`);
console.log(`saving through HTTP, 64 clients: ${await save(64)}/s`);
