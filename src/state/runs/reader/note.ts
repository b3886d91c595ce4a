/** A line of our own in a run's stream of errors: what its supervisor and those who answered have written there. */
export type Note =
  /** Epoch milliseconds by the host's clock. */
  | { readonly kind: 'started'; readonly at: number }
  /** This line was handed to the agent under this key, when it had printed so many bytes. */
  | { readonly kind: 'in'; readonly size: number; readonly key: string; readonly line: string }
  /**
   * The agent has ended with this code (128 + a signal), after so many bytes of output. `why`: it was ended by us:
   * `timeout`, `inactivity`, `output`, `aborted`, `interrupted` or another word; empty: by itself.
   */
  | {
      readonly kind: 'ended'
      readonly code: number
      readonly size: number
      readonly at: number
      readonly why: string
    }
  /** Its supervisor is not there any more, and nobody knows how it ended. */
  | { readonly kind: 'gone'; readonly size: number }

/** The note in a line of standard error; null: it is the agent's own, or one that is cut. */
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
