/** All that is known of a pane at one moment. */
export interface Evidence {
  /** User option `@fleetmux_state`: `working`, `waiting: QUESTION`, `idle`, `done: CODE`, `failed: CODE`. */
  readonly said?: string
  readonly title: string
  /** tmux's name of the program. */
  readonly command: string
  /** Set when the program has ended and the pane stayed. */
  readonly dead?: { readonly code: number | undefined }
  /** The visible screen; colours (SGR) may be in it. */
  readonly lines: readonly string[]
  /** Where the cursor was when the screen was looked at, from 0; not known where it is missing. */
  readonly cursor?: { readonly x: number; readonly y: number; readonly visible: boolean }
  /** Milliseconds since anything moved, as far as that is known. */
  readonly quietFor: number
  /** OSC 9;4, where tmux tells it (3.6 and later). */
  readonly progress?: 'normal' | 'indeterminate' | 'paused' | 'error'
}
