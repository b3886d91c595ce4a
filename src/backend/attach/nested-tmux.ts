import { FailureError } from '../../state/model/failure.ts'
import type { OwnPane } from '../own-pane.ts'
import { start } from '../process.ts'
import type { TmuxCommand } from '../tmux/command.ts'
import { collectOutput } from '../transport/collect-output.ts'
import type { CommandLine } from '../transport/transport.ts'
import type { Place } from './attach-layout.ts'

/** Keeps a window with a failed command open until Enter, so that its message can be read. */
const STAY = `"$@"; code=$?; [ "$code" -eq 0 ] && exit
printf '\\n[ended with exit code %s: press Enter]' "$code"; read -r _`

const PANES = {
  'new-window': ['new-window'],
  split: ['split-window', '-h'],
  popup: ['display-popup', '-E', '-w', '90%', '-h', '90%'],
} satisfies Partial<Record<Place, TmuxCommand>>

export type TmuxPlacement = keyof typeof PANES

/**
 * Runs a command in a new window, split or popup of the tmux that fleetmux runs in. For a popup, resolves when the
 * popup is closed.
 */
export async function showAround(
  around: TmuxPlacement,
  line: CommandLine,
  { here, name }: { readonly here: OwnPane; readonly name: string },
): Promise<void> {
  const titled = around === 'new-window' ? ['-n', name.replaceAll('#', '##')] : []
  const beside = around === 'split' ? ['-t', here.pane] : []
  const env = Object.entries(line.env ?? {}).map(([key, value]) => `${key}=${value}`)
  const argv = ['sh', '-c', STAY, 'fleetmux', 'env', ...env, line.file, ...line.args]
  await tmuxHere(here, [...PANES[around], ...[...titled, ...beside, ...argv].map(plainWord)])
}

/**
 * Runs a tmux command on the server that fleetmux runs in, as if typed in our pane.
 * @throws FailureError with tmux's own message.
 */
export async function tmuxHere(here: OwnPane, words: TmuxCommand): Promise<void> {
  const child = start({ file: 'tmux', args: [...here.tmux, ...words.map(String)], stdin: 'ignore' })
  const { code, stderr } = await collectOutput(child, undefined, new AbortController().signal)
  const why = stderr.toString().trim()
  // A popup returns the exit code of the command in it. The command's own message was shown in the popup, so without a
  // message from tmux there is nothing to report.
  if (code === 0 || why === '') return
  const popups = /unknown command: display-popup/.test(why)
  throw new FailureError({
    kind: 'remote',
    what: 'The tmux that fleetmux runs in could not show the session.',
    ...(why && { why }),
    hint: popups
      ? 'Popups need tmux 3.2 or newer: use --strategy split.'
      : 'Show the session in this pane: use --strategy replace.',
  })
}

/** Empties TMUX, because tmux would refuse to attach to the server that fleetmux itself runs in. */
export function withoutTmuxVariables(line: CommandLine): CommandLine {
  return { ...line, env: { ...line.env, TMUX: '', TMUX_PANE: '' } }
}

/** Escapes a `;` at the end of an argument, which tmux would take for the end of the command. */
function plainWord(word: string): string {
  return word.endsWith(';') ? `${word.slice(0, -1)}\\;` : word
}
