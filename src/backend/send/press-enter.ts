import type { TmuxClient } from '../tmux/client.ts'
import { typeText } from './buffer.ts'

/** Sends Enter as a byte, not as a key: in a synchronised window a key would go to the other panes too. */
export function pressEnter(client: TmuxClient, pane: string, deadline?: number): Promise<void> {
  return typeText(client, { pane, text: '\r', marks: false }, deadline)
}
