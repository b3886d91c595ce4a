import { clean } from '../../../state/text/clean.ts'
import { strip } from '../../../state/text/text.ts'
import type { Finding } from '../../../state/worktrees/preflight.ts'
import { doneText, type ReportedAct } from '../../../state/worktrees/work-act-text.ts'
import type { WorktreeRow } from '../../../state/worktrees/worktree.ts'
import type { Outcome, Worktrees } from '../../../state/worktrees/worktree-handle.ts'
import type { Call } from '../../command/command.ts'
import { DONE, FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { shellWord } from '../../print/shell-word.ts'
import { openOne } from './open-worktrees.ts'

/** `work preflight`: prints everything that prevents a merge; it changes nothing. */
export async function preflight(call: Call): Promise<number> {
  const { worktrees, row } = await openOne(call)
  const findings = await worktrees.preflight(row, call.flags.text('onto'))
  const isReady = findings.every(({ level }) => level !== 'block')
  if (call.flags.is('json'))
    await call.print(toJson({ id: row.spec.id, host: row.host, ready: isReady, findings }))
  else {
    for (const each of findings) for (const line of findingLines(each)) await call.print(line)
    call.say(isReady ? 'The session can be merged.' : 'The session cannot be merged yet.')
  }
  return isReady ? DONE : FAILED
}

const LEVELS = { block: 'stop', warn: 'warn', info: 'note' } as const

function findingLines({ level, text, files = [] }: Finding): readonly string[] {
  return [`${LEVELS[level]}  ${text}`, ...files.map(file => `        ${file}`)]
}

export const squash = (call: Call) =>
  act(call, 'squash', (worktrees, row) => worktrees.squash(row, call.flags.text('message')))

export const rebase = (call: Call) =>
  act(call, 'rebase', (worktrees, row) => worktrees.rebase(row, call.flags.text('onto')))

export function merge(call: Call): Promise<number> {
  const { flags } = call
  if (flags.is('ff') && flags.is('no-ff'))
    throw usage('--ff and --no-ff exclude each other.', 'Use only one of them.')
  const [onto, message] = [flags.text('onto'), flags.text('message')]
  return act(call, 'merge', (worktrees, row) =>
    worktrees.merge(row, {
      way: flags.is('ff') ? 'ff' : flags.is('no-ff') ? 'merge' : 'squash',
      push: flags.is('push'),
      ...(onto !== undefined && { onto }),
      ...(message !== undefined && { message }),
    }),
  )
}

/** `work continue`: continues a rebase after conflicts, or an operation whose process on the host was killed. */
export const goOn = (call: Call) => act(call, 'continue', (worktrees, row) => worktrees.resume(row))

export const abort = (call: Call) => act(call, 'abort', (worktrees, row) => worktrees.abort(row))

async function act(
  call: Call,
  what: ReportedAct,
  work: (worktrees: Worktrees, row: WorktreeRow) => Promise<Outcome>,
): Promise<number> {
  const { worktrees, row } = await openOne(call)
  const outcome = await work(worktrees, row)
  return tellOutcome(call, row, what, outcome)
}

/** Prints the outcome. Conflicts are no error: prints the files in conflict, and what can be done. */
export async function tellOutcome(
  call: Call,
  { spec, host }: WorktreeRow,
  what: ReportedAct,
  outcome: Outcome,
): Promise<number> {
  const { done, conflicts, before, after } = outcome
  const notes = outcome.notes.map(note => clean(note))
  if (call.flags.is('json')) {
    const files = conflicts.map(file => clean(file))
    await call.print(toJson({ id: spec.id, host, done, conflicts: files, before, after, notes }))
    return done ? DONE : FAILED
  }
  const base = call.flags.text('onto') ?? spec.baseBranch
  for (const note of notes) call.say(note)
  if (done) {
    const commits =
      before && after && before !== after ? `: ${before.slice(0, 10)} -> ${after.slice(0, 10)}` : ''
    call.say(strip(`${doneText(what, spec.name, base)}${commits}.`))
    return DONE
  }
  const named = shellWord(spec.name)
  for (const file of conflicts) await call.print(strip(file))
  call.say(
    strip(
      what === 'merge' || what === 'squash'
        ? `${spec.name} conflicts with ${base} in these files; nothing was changed. To resolve the conflicts in the worktree: \`fleetmux work rebase ${named}\`.`
        : `These files are in conflict in ${spec.worktreePath}. Resolve the conflicts there, or let the agent resolve them: \`fleetmux work iterate ${named} "..."\`; then \`fleetmux work continue ${named}\`. To undo the rebase: \`fleetmux work abort ${named}\`.`,
    ),
  )
  return FAILED
}
