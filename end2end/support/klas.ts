import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const binary = process.env.KLAS_BIN ?? resolve(import.meta.dirname, '../../target/release/klas');
const reports = resolve(import.meta.dirname, '../report');
const secondsToStart = 30;

/** The day the tests live in: the middle of a school year, whenever they run. */
export const today = '2026-11-24';
const env = (database: string, day = today) => ({ ...process.env, KLAS_TODAY: day, KLAS_DATABASE_URL: database });

/** Runs a command of Klas to its end; `input` is what is typed into it. */
export function klas(database: string, command: string[], input = '', day = today): string {
  return execFileSync(binary, command, { env: env(database, day), input, encoding: 'utf8' });
}

/** A server of Klas that has begun to answer. */
export interface Served {
  url: string;
  stop(): Promise<void>;
}

/** How a server differs from the usual: its day, its port, further settings of the environment. */
export interface Serving {
  day?: string;
  port?: string;
  settings?: Record<string, string>;
}

/** Serves a database, at a free port unless one is named; its log goes to `report/NAME.log`. */
export async function serve(database: string, name: string, { day, port, settings }: Serving = {}): Promise<Served> {
  const listen = `127.0.0.1:${port ?? (await freePort())}`;
  mkdirSync(reports, { recursive: true });
  const logFile = resolve(reports, `${name}.log`);
  const log = openSync(logFile, 'w');
  const server = spawn(binary, ['serve', '--listen', listen], {
    env: { ...env(database, day), ...settings },
    stdio: ['ignore', log, log],
  });
  const stop = () => stopped(server);
  const url = `http://${listen}`;
  const deadline = Date.now() + secondsToStart * 1000;
  while (Date.now() < deadline && server.exitCode === null) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return { url, stop };
    await pause(100);
  }
  await stop();
  throw new Error(`klas serve is not ready:\n${readFileSync(logFile, 'utf8')}`);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  const stubborn = setTimeout(() => server.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(stubborn);
}
