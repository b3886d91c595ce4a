/** A line of fleetmux in a run's stderr, written by its supervisor or by a process that sent a line to the agent. */
export type Note =
  /**
   * The agent was started. `at`: milliseconds of a clock of the host (its uptime, if it has /proc). Only the difference
   * between this `at` and the `at` of the note `ended` has a meaning: the duration.
   */
  | { readonly kind: 'started'; readonly at: number }
  /** `line` was sent to the agent, after the agent had printed `size` bytes. `key` identifies the line. */
  | { readonly kind: 'in'; readonly size: number; readonly key: string; readonly line: string }
  /**
   * The agent has ended with this code (128 + signal), after `size` bytes of output. `why`: why fleetmux ended the
   * agent: `timeout`, `inactivity`, `output`, `aborted`, `interrupted` or another word; empty: it ended by itself.
   */
  | {
      readonly kind: 'ended'
      readonly code: number
      readonly size: number
      readonly at: number
      readonly why: string
    }
  /** The supervisor (the shell script that starts the agent) no longer exists; how the run ended is unknown. */
  | { readonly kind: 'gone'; readonly size: number }

/** Reads a note of fleetmux from a line of the run's stderr; null: a line of the agent, or truncated. */
export function readNote(line: string, mark: string): Note | null {
  if (!line.startsWith(`${mark} `)) return null
  const words = line.slice(mark.length + 1)
  const [, at] = /^started (\d{1,15})$/.exec(words) ?? []
  if (at !== undefined) return { kind: 'started', at: Number(at) }
  const [, heard, key = '', said = ''] = /^in (\d{1,15}) (\S+) (.*)$/s.exec(words) ?? []
  if (heard !== undefined) return { kind: 'in', size: Number(heard), key, line: said }
  const [, left] = /^gone (\d{1,15})$/.exec(words) ?? []
  if (left !== undefined) return { kind: 'gone', size: Number(left) }
  const [, code, size, ended, why = ''] =
    /^ended (\d{1,3}) (\d{1,15}) (\d{1,15}) ?(\w*)$/.exec(words) ?? []
  if (code === undefined) return null
  return { kind: 'ended', code: Number(code), size: Number(size), at: Number(ended), why }
}
