import type { Reporter, Suite } from '@playwright/test/reporter';

/** Closes the run with one line of totals in the form that other test runners print. */
export default class Totals implements Reporter {
  private suite?: Suite;

  onBegin(_config: unknown, suite: Suite): void {
    this.suite = suite;
  }

  onEnd(): void {
    const outcomes = this.suite?.allTests().map((test) => test.outcome()) ?? [];
    const count = (outcome: string) => outcomes.filter((other) => other === outcome).length;
    const failed = count('unexpected') + count('flaky');
    console.log(`browser: ${count('expected')} passed, ${failed} failed, ${count('skipped')} skipped`);
  }
}
