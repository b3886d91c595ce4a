import type { ExecEnd } from '../model/launch.ts'

export interface Cleanup {
  readonly remove: boolean
  /** One sentence for whoever ran it. */
  readonly words: string
}

/**
 * What becomes of the machine afterwards: it is removed if nobody asked to keep it and the command ended
 * with 0 or ran out of time, whether it was made for this or not. A host of the configuration is nobody's
 * to remove, and a machine on which others still run stays for them.
 */
export function cleanupOf(end: ExecEnd): Cleanup {
  if (end.origin === 'static') return stays('is a host of the configuration, and stays')
  if (end.keep) return stays('is kept, as --keep-vm asks')
  if (end.code !== 0 && !end.timedOut) {
    return stays(`is kept for debugging: the command ended with ${end.code}`)
  }
  if (end.others.length > 0) {
    return stays(
      `stays: ${end.others.join(', ')} still ${end.others.length > 1 ? 'run' : 'runs'} there`,
    )
  }
  const why = end.timedOut ? 'the time ran out' : 'the command is done'
  return { remove: true, words: `The machine ${whose[end.origin]} is removed: ${why}.` }
}

const whose = {
  made: 'made for this',
  pool: 'taken from the pool',
  named: 'named with --vm-name',
} as const

function stays(how: string): Cleanup {
  return { remove: false, words: `The machine ${how}.` }
}
