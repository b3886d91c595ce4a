import type { ExecEnd } from '../model/launch.ts'

export interface Cleanup {
  readonly remove: boolean
  /** A sentence that tells the user whether the machine is removed or kept, and why. */
  readonly words: string
}

/**
 * Whether to remove the machine after an `exec`: yes if `--keep-vm` is not set and the command had exit code 0 or timed
 * out, even if the machine was not created for this `exec`. Hosts of the configuration and machines with other sessions
 * stay.
 */
export function cleanupOf(end: ExecEnd): Cleanup {
  if (end.origin === 'static') return stays('is kept, because it is a host of the configuration')
  if (end.keep) return stays('is kept, because of --keep-vm')
  if (end.code !== 0 && !end.timedOut) {
    return stays(`is kept for debugging, because the command ended with exit code ${end.code}`)
  }
  if (end.others.length > 0) {
    return stays(
      `is kept, because ${end.others.join(', ')} still ${end.others.length > 1 ? 'run' : 'runs'} on it`,
    )
  }
  const why = end.timedOut ? 'the time limit was reached' : 'the command has ended'
  return { remove: true, words: `The machine ${whose[end.origin]} is being removed: ${why}.` }
}

const whose = {
  made: 'created for this command',
  pool: 'taken from the pool',
  named: 'named with --vm-name',
} as const

function stays(how: string): Cleanup {
  return { remove: false, words: `The machine ${how}.` }
}
