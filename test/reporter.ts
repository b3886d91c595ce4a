import type { Reporter, TestModule } from 'vitest/node'

/** Closes a run with one plain line that any machine can read. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const results = modules.flatMap(module =>
      [...module.children.allTests()].map(test => test.result().state),
    )
    const broken = modules.filter(module => module.errors().length > 0).length
    const count = (state: string) => results.filter(result => result === state).length
    process.stdout.write(
      `\n${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped\n`,
    )
  }
}
