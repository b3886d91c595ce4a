import type { TmuxClient } from './client.ts'
import { directoryOf } from './command.ts'

/** The working directory of the program in a pane; empty if tmux does not know it. */
export async function paneDirectory(client: TmuxClient, pane: string): Promise<string> {
  const [answer = ''] = await client.ask([directoryOf(pane)])
  const directory = String(answer).replace(/\n$/, '')
  return directory.startsWith('/') ? directory : ''
}
