import { strip } from '../../../state/text/text.ts'
import { type DiffTone, diffTone } from '../../../state/worktrees/diff-line.ts'
import type { DiffOrder } from '../../../state/worktrees/worktree-handle.ts'
import type { Call } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { openOne } from './open-worktrees.ts'

const COLOURS: Readonly<Record<DiffTone, string>> = {
  added: '\u001b[32m',
  removed: '\u001b[31m',
  hunk: '\u001b[36m',
  file: '\u001b[1m',
  plain: '',
}

/** `work diff`: prints the diff with colours on a terminal, else byte for byte as git prints it. */
export async function showDiff(call: Call): Promise<number> {
  const order = readDiffOrder(call)
  const { worktrees, row } = await openOne(call)
  const diff = await worktrees.diff(row, order)
  if (call.flags.is('json')) await call.print(toJson({ ...diff, id: row.spec.id, host: row.host }))
  else for (const line of linesOf(diff.diff)) await call.print(shown(call, line))
  if (diff.isCut)
    call.say(
      'The diff is too long; its end was omitted. --names lists all changed files, and --iteration N shows the changes of one prompt.',
    )
  return DONE
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

function shown({ terminal }: Call, line: string): string {
  if (!terminal.stdout) return line
  const plain = strip(line.replaceAll('\t', '    '))
  const colour = terminal.colour ? COLOURS[diffTone(line)] : ''
  return colour ? `${colour}${plain}\u001b[0m` : plain
}

function readDiffOrder({ flags }: Call): DiffOrder {
  const ways = ['staged', 'names', 'iteration', 'from'].filter(name => flags.has(name))
  if (flags.is('staged') && ways.length > 1)
    throw usage(
      `--staged cannot be used with --${ways.find(name => name !== 'staged')}.`,
      'Use only one of them.',
    )
  if (flags.has('iteration') && (flags.has('from') || flags.has('until')))
    throw usage('--iteration already selects the commits.', 'Omit --from and --until.')
  const iteration = flags.number('iteration')
  const [base, head] = [flags.text('from'), flags.text('until')]
  return {
    what: flags.is('staged') ? 'staged' : flags.is('names') ? 'names' : 'whole',
    ...(iteration !== undefined && { iteration }),
    ...(base !== undefined && { base }),
    ...(head !== undefined && { head }),
  }
}
