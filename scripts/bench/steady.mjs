// Asks for a page so many times a second, whatever comes back: how long one answer in a hundred takes at least.
import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

const [page, cookie, rate = '200', seconds = '12'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function ask() {
  const asked = performance.now();
  return new Promise((done, failed) => {
    const request = get(page, { agent, headers: { cookie } }, (answer) => {
      if (answer.statusCode !== 200) failed(new Error(`${page} answered with ${answer.statusCode}`));
      answer.resume();
      answer.on('end', () => done(performance.now() - asked));
    });
    request.on('error', failed);
  });
}

/** Asks as often as is due by the clock, and waits for all answers. */
async function run(lasts) {
  const begun = performance.now();
  const answers = [];
  while (performance.now() - begun < lasts * 1000) {
    const due = ((performance.now() - begun) * Number(rate)) / 1000;
    while (answers.length < due) answers.push(ask());
    await pause(1);
  }
  return (await Promise.all(answers)).sort((one, other) => one - other);
}

await run(2);
const took = await run(Number(seconds));
console.log(`${took[Math.floor(took.length * 0.99)].toFixed(2)}ms`);
