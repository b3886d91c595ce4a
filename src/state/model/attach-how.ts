import type { AttachVia } from './host-config.ts'
import type { AttachStrategy } from './settings/settings.ts'

/** How to attach. Missing values come from the host's configuration, then from the user's settings. */
export interface AttachHow {
  readonly via?: AttachVia
  /** Read-only: keys are not sent, and windows of other terminals are not resized. */
  readonly readOnly?: boolean
  /** Shows the target's window and pane to this terminal only; otherwise attaches to the session itself. */
  readonly window?: boolean
  readonly strategy?: AttachStrategy
  /** Whether to save `strategy` in the configuration as the default. */
  readonly remember?: boolean
}
