import type { HostChange, HostEntry } from '../model/host-config.ts'
import type { FieldCheck } from './field-text.ts'

/**
 * Transports that the user can choose for a host. This machine (transport `local`) need not be in the configuration.
 */
export const TRANSPORTS = ['ssh', 'ssh2', 'docker', 'kube'] as const

export type Transport = (typeof TRANSPORTS)[number]

/** The definition of one field of a host. The form, the command line and the configuration use it. */
export interface HostFieldSpec {
  /** Transports that have the field; undefined: all. */
  readonly kinds?: readonly Transport[]
  readonly hint: string
  /** Hints in the form that replace `hint` for hosts of some transports. */
  readonly hintFor?: Partial<Readonly<Record<Transport, string>>>
  /** The flag of `hosts add` and `hosts edit`: its name, if it differs from the field name, and its help text. */
  readonly flag: { readonly name?: string; readonly kind?: 'each' | 'list'; readonly about: string }
  /** The choices in the form; undefined: free text. */
  readonly choices?: readonly string[]
  readonly check?: FieldCheck
  /** For a field that locates a host: the pattern of its values, and the pattern in words. */
  readonly shape?: readonly [RegExp, string]
  /**
   * How the field is read from the host's object in the configuration file and written into it. A null in the result
   * of `write` removes the field from that object.
   */
  readonly stored?: {
    readonly read: (entry: HostEntry) => string
    readonly write: (text: string) => HostChange
  }
}
