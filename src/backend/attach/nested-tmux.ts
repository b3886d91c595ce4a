import { FailureError } from '../../state/model/failure.ts'
import type { OwnPane } from '../own-pane.ts'
import { start } from '../process.ts'
import type { TmuxCommand } from '../tmux/command.ts'
import { collectOutput } from '../transport/collect-output.ts'
import type { CommandLine } from '../transport/transport.ts'
import type { Place } from './place.ts'

/** What failed in a window that would close at once stays readable until somebody has read it. */
const STAY = `"$@"; code=$?; [ "$code" -eq 0 ] && exit
printf '\\n[ended with %s: press Enter]' "$code"; read -r _`

const PANES = {
  'new-window': ['new-window'],
  split: ['split-window', '-h'],
  popup: ['display-popup', '-E', '-w', '90%', '-h', '90%'],
} satisfies Partial<Record<Place, TmuxCommand>>

export type Around = keyof typeof PANES

/** Runs a command in a window, split or popup of the tmux around us. A popup is waited for until it is closed. */
export async function showAround(
  around: Around,
  line: CommandLine,
  { here, name }: { readonly here: OwnPane; readonly name: string },
): Promise<void> {
  const titled = around === 'new-window' ? ['-n', name.replaceAll('#', '##')] : []
  const beside = around === 'split' ? ['-t', here.pane] : []
  const env = Object.entries(line.env ?? {}).map(([key, value]) => `${key}=${value}`)
  const argv = ['sh', '-c', STAY, 'fleetmux', 'env', ...env, line.file, ...line.args]
  await tmuxHere(here, [...PANES[around], ...[...titled, ...beside, ...argv].map(plainWord)])
}

/** Runs a tmux command on the server around us, as whoever types in our pane. @throws FailureError in tmux's words. */
export async function tmuxHere(here: OwnPane, words: TmuxCommand): Promise<void> {
  const child = start({ file: 'tmux', args: [...here.tmux, ...words.map(String)], stdin: 'ignore' })
  const { code, stderr } = await collectOutput(child, undefined, new AbortController().signal)
  const why = stderr.toString().trim()
  // A popup passes on how its command ended; that was to be read in there.
  if (code === 0 || why === '') return
  const popups = /unknown command: display-popup/.test(why)
  throw new FailureError({
    kind: 'remote',
    what: 'The tmux around fleetmux would not show it.',
    ...(why && { why }),
    now: popups
      ? 'It takes tmux 3.2 to have popups: use --strategy split.'
      : 'Try --strategy replace.',
  })
}

/** The same server, from inside of it: tmux would refuse, to keep people from mirrors within mirrors. */
export function nested(line: CommandLine): CommandLine {
  return { ...line, env: { ...line.env, TMUX: '', TMUX_PANE: '' } }
}

/** tmux takes a `;` at the end of a word for the end of its command. */
function plainWord(word: string): string {
  return word.endsWith(';') ? `${word.slice(0, -1)}\\;` : word
}
