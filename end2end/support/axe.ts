import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Page } from './school.ts';

const source = readFileSync(resolve(import.meta.dirname, '../node_modules/axe-core/axe.min.js'), 'utf8');

/** The faults that axe-core finds on a page that has scripts. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(async () => {
    interface Violation { id: string; nodes: { html: string }[] }
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
