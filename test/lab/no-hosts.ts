import type { OnHosts } from '../../src/state/fleet-handle.ts'

/** Of a pretend fleet: whatever is asked of its hosts fails, and says what it was. */
export function noHosts(): OnHosts {
  const refuse = (what: string) => () => Promise.reject(new Error(`this fleet has no ${what}`))
  return {
    runs: refuse('runs'),
    worktrees: refuse('worktrees'),
    playbooks: refuse('playbooks'),
    benchmarks: refuse('benchmarks'),
    commands: refuse('commands'),
    files: refuse('files'),
    history: refuse('history'),
  }
}
