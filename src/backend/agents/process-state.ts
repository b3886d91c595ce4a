import type { Claim } from './claim.ts'
import type { Evidence } from './evidence.ts'
import { LATER } from './next-look.ts'

/** Reports how the program ended, whatever the screen shows. Reports nothing while the program runs. */
export function readProcess({ dead, command, quietFor }: Evidence): Claim {
  const say = (saw: string, reading: Claim['reading']): Claim => ({
    trace: { source: 'process', rule: 'end', saw, state: reading?.state ?? null },
    reading,
  })
  if (!dead) return say(`${command || 'the program'} is running`, null)
  const { code } = dead
  if (code === undefined) {
    // tmux before 3.3 reports no signals: if the exit status is still missing after LATER, a signal probably ended the
    // program.
    const isFinal = quietFor >= LATER
    return say('the program ended, but tmux does not report its exit status', {
      state: isFinal ? 'failed' : 'unknown',
      source: 'process',
      confidence: isFinal ? 0.6 : 0.3,
    })
  }
  const words =
    code > 128
      ? `signal ${code - 128} ended the program`
      : `the program ended with exit code ${code}`
  const state = code === 0 ? 'done' : 'failed'
  return say(words, { state, source: 'process', confidence: 1, code })
}
