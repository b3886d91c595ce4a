/** A host test, running or complete. */
export interface HostTest {
  /** The reference of the intent that started the test. */
  readonly ref: string
  /** In the order of the results. */
  readonly checks: readonly Check[]
  readonly isOver: boolean
}

/** Whether no check has failed. */
export function isFine(checks: readonly Check[]): boolean {
  return checks.every(check => check.state !== 'fail')
}

/** One requirement or option of fleetmux, and its result on a machine. */
export interface Check {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'fail'
  /** The result in a few words. */
  readonly found: string
  /** What a person can do about it. */
  readonly now?: string
}
