import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { klas } from './support/klas.ts';

/** Makes the demonstration school that each worker serves a copy of; what it returns removes it. */
export default function makeSchool(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'klas-end2end-'));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  // Of every server of this run alike: at midnight none goes back to the morning.
  process.env.KLAS_NOON = String(Math.floor(Date.now() / 1000));
  try {
    klas(`sqlite://${folder}/klas.db`, ['demo']);
    process.env.KLAS_SCHOOL = folder;
    return clean;
  } catch (error) {
    clean();
    throw error;
  }
}
