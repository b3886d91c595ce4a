import type { AttachVia } from './host-config.ts'
import type { AttachStrategy } from './settings.ts'

/** How to attach; what is left out is as the host's and the person's configuration say. */
export interface AttachHow {
  readonly via?: AttachVia
  /** Look, do not touch: nothing that is typed arrives, and nobody's window is resized. */
  readonly readOnly?: boolean
  /** The target's own window and pane, for this terminal only; else the session as it is. */
  readonly window?: boolean
  readonly strategy?: AttachStrategy
  /** Keeps `strategy` in the configuration. */
  readonly remember?: boolean
}
