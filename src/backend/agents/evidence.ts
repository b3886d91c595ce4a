/** The facts about a pane at one moment. */
export interface Evidence {
  /**
   * User option `@fleetmux_state` of the session: `working`, `waiting: QUESTION`, `idle`, `done: CODE` or `failed:
   * CODE`.
   */
  readonly said?: string
  readonly title: string
  /** Name of the program as tmux reports it. */
  readonly command: string
  /** Set if the program in the pane has ended and tmux kept the pane. */
  readonly dead?: { readonly code: number | undefined }
  /** The visible screen; may contain colours (SGR). */
  readonly lines: readonly string[]
  /** The cursor when the screen was captured, counted from 0; missing: unknown. */
  readonly cursor?:
    | { readonly x: number; readonly y: number; readonly visible: boolean }
    | undefined
  /** Milliseconds since the last observed change of the pane. */
  readonly quietFor: number
  /** Progress that the program reported by OSC 9;4, passed on by tmux 3.6 and later. */
  readonly progress?: 'normal' | 'indeterminate' | 'paused' | 'error'
}
