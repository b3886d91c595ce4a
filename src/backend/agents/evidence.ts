/** The facts about a pane at one moment. */
export interface Evidence {
  /** User option `@fleetmux_state`: `working`, `waiting: QUESTION`, `idle`, `done: CODE`, `failed: CODE`. */
  readonly said?: string
  readonly title: string
  /** tmux's name of the program. */
  readonly command: string
  /** Set if the program has ended and the pane remained. */
  readonly dead?: { readonly code: number | undefined }
  /** The visible screen; may contain colours (SGR). */
  readonly lines: readonly string[]
  /** The cursor at the time of the screen, from 0; missing: unknown. */
  readonly cursor?: { readonly x: number; readonly y: number; readonly visible: boolean }
  /** Milliseconds since the last change, as far as known. */
  readonly quietFor: number
  /** OSC 9;4 progress, reported by tmux 3.6 and later. */
  readonly progress?: 'normal' | 'indeterminate' | 'paused' | 'error'
}
