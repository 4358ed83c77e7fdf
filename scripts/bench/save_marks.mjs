// Saves marks through HTTP, each request one edit, with 1 and with 64 clients, each for a few seconds.
import { randomUUID } from "node:crypto";
import http from "node:http";

const [page, cookie] = process.argv.slice(2);
const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

function request(method, url, body) {
  return new Promise((resolve, reject) => {
    const headers = { cookie, accept: "application/json", "content-type": "application/json" };
    const sent = http.request(url, { method, agent, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, text: Buffer.concat(parts).toString() }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const html = (await request("GET", page)).text;
const data = JSON.parse(html.match(/<script[^>]*id="grid-data"[^>]*>(.*?)<\/script>/s)[1]);
const written = new Map(data.cells.map((cell) => [`${cell[0]}/${cell[1]}`, cell[3]]));
const cells = [];
data.columns.forEach((column, place) => {
  if (!column.own || column.date > data.today) return;
  data.pupils.forEach(([pupil], row) =>
    cells.push({ column: column.id, pupil, version: written.get(`${row}/${place}`) ?? 0, reason: "bench" }));
});

async function save(clients) {
  const end = Date.now() + seconds * 1000;
  const refused = [];
  let count = 0;
  const started = performance.now();
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    const own = cells.filter((_, place) => place % clients === client);
    for (let turn = 0; Date.now() < end; turn += 1) {
      const cell = own[turn % own.length];
      const mark = 1 + ((turn + cell.version) % 12);
      const edit = { id: randomUUID(), column: cell.column, pupil: cell.pupil, base: cell.version, reason: cell.reason, entry: { mark } };
      const answer = await request("POST", new URL("/api/apply-edits", page), JSON.stringify({ edits: [edit] }));
      const saved = answer.status === 200 && JSON.parse(answer.text)[0].Saved;
      if (saved) cell.version = saved.version;
      else refused.push(answer.text);
      count += 1;
    }
  }));
  if (refused.length) throw new Error(`${refused.length} refused, the first: ${refused[0]}`);
  return count / ((performance.now() - started) / 1000);
}

await save(8);
console.log(`saving through HTTP, 1 client: ${(await save(1)).toFixed(0)}/s`);
console.log(`saving through HTTP, 64 clients: ${(await save(64)).toFixed(0)}/s`);
agent.destroy();
