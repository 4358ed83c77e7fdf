import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { klas, serve } from './support/klas.ts';

/** Serves a fresh demonstration school for the whole run; what it returns stops it. */
export default async function serveSchool(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'klas-end2end-'));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  const database = `sqlite://${folder}/klas.db`;
  try {
    klas(database, ['demo']);
    const server = await serve(database, 'klas');
    process.env.KLAS_BASE_URL = server.url;
    return async () => {
      await server.stop();
      clean();
    };
  } catch (error) {
    clean();
    throw error;
  }
}
