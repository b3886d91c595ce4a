/** A host being tested, or that was. */
export interface HostTest {
  /** The intent that asked for it. */
  readonly ref: string
  /** In the order in which they were found out. */
  readonly checks: readonly Check[]
  readonly isOver: boolean
}

/** Whether nothing of it is in the way. */
export function isFine(checks: readonly Check[]): boolean {
  return checks.every(check => check.state !== 'fail')
}

/** One thing that fleetmux needs, or can use, and how this machine does there. */
export interface Check {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'fail'
  /** What was found, in a few words. */
  readonly found: string
  /** What a person can do about it. */
  readonly now?: string
}
