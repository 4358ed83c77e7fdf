import { expect, test } from '../support/school.ts';

for (const address of ['/healthz', '/readyz']) {
  test(`${address} says that Klas can be sent visitors`, async ({ request }) => {
    expect((await request.get(address)).ok()).toBe(true);
  });
}
