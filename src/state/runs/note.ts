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

/** The note in a line of standard error; null: it is the agent's own. */
export function readNote(line: string, mark: string): Note | null {
  if (!line.startsWith(`${mark} `)) return null
  const [kind, ...words] = line.slice(mark.length + 1).split(' ')
  const [first = '', second = '', third = '', why = ''] = words
  if (kind === 'started') return { kind, at: Number(first) || 0 }
  if (kind === 'in')
    return { kind, size: Number(first) || 0, key: second, line: words.slice(2).join(' ') }
  if (kind === 'gone') return { kind, size: Number(first) || 0 }
  if (kind !== 'ended') return null
  return { kind, code: Number(first), size: Number(second) || 0, at: Number(third) || 0, why }
}
