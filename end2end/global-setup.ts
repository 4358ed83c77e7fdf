import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const klas = process.env.KLAS_BIN ?? resolve(import.meta.dirname, '../target/release/klas');
const logFile = resolve(import.meta.dirname, 'report/klas.log');
const secondsToStart = 30;

/** Serves a fresh demonstration school for the whole run; what it returns stops it. */
export default async function serveSchool(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'klas-end2end-'));
  const database = `sqlite://${folder}/klas.db`;
  // The day the tests live in: the middle of a school year, whenever they run.
  const env = { ...process.env, KLAS_TODAY: process.env.KLAS_TODAY ?? '2026-11-24' };
  const listen = `127.0.0.1:${await freePort()}`;
  process.env.KLAS_BASE_URL = `http://${listen}`;

  let server: ChildProcess | undefined;
  const stop = async () => {
    await stopped(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    execFileSync(klas, ['demo', '--database-url', database], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    mkdirSync(resolve(logFile, '..'), { recursive: true });
    const log = openSync(logFile, 'w');
    server = spawn(klas, ['serve', '--database-url', database, '--listen', listen], { env, stdio: ['ignore', log, log] });
    await ready(server, process.env.KLAS_BASE_URL);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}

async function ready(server: ChildProcess, baseUrl: string): Promise<void> {
  const deadline = Date.now() + secondsToStart * 1000;
  while (Date.now() < deadline && server.exitCode === null) {
    const answer = await fetch(`${baseUrl}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error(`klas serve is not ready:\n${readFileSync(logFile, 'utf8')}`);
}

async function stopped(server: ChildProcess | undefined): Promise<void> {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  const stubborn = setTimeout(() => server.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(stubborn);
}
