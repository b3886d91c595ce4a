import { age } from '../../../state/text/age.ts'
import { strip } from '../../../state/text/text.ts'
import { newestRescue, rescueLimitNotes } from '../../../state/worktrees/newest-rescue.ts'
import type { Leftover, Rescue } from '../../../state/worktrees/worktree-handle.ts'
import type { Call } from '../../command/command.ts'
import { DONE, exitOfAll } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'
import { isYes } from '../../recipients/confirm.ts'
import { tellOutcome } from './merge-commands.ts'
import { askHosts, openOne, openWork } from './open-worktrees.ts'

/** `work clean`: removes one named session, or all sessions whose removal loses no work. */
export async function cleanWorktrees(call: Call): Promise<number> {
  if (call.args[0] === undefined || call.flags.is('dry-run')) return cleanMany(call)
  const { worktrees, row } = await openOne(call)
  return tellOutcome(call, row, 'clean', await worktrees.remove(row, call.flags.is('force')))
}

async function cleanMany(call: Call): Promise<number> {
  if (call.flags.is('force'))
    throw usage(
      '--force needs the ID of exactly one session.',
      'Write `fleetmux work clean ID --force`.',
    )
  const { worktrees, names } = await openWork(call)
  const all = await askHosts(call, names, host => worktrees.leftovers(host))
  const wanted = call.args[0]
  const isMeant = ({ id, name }: Leftover) =>
    wanted === undefined || id.startsWith(wanted) || name === wanted
  const rows = all.rows.filter(isMeant)
  await tellLeftovers(call, rows)
  const removable = rows.filter(({ isRemovable }) => isRemovable)
  if (call.flags.is('dry-run') || removable.length === 0) return exitOfAll(all.failures)
  if (!(await mayRemove(call, removable.length))) {
    call.say('Nothing was removed.')
    return DONE
  }
  for (const { id, host } of removable) {
    const row = await worktrees.find(id, [host])
    await tellOutcome(call, row, 'clean', await worktrees.remove(row, false))
  }
  return exitOfAll(all.failures)
}

async function mayRemove(call: Call, count: number): Promise<boolean> {
  if (call.flags.is('yes')) return true
  if (!call.terminal.stdin)
    throw usage(
      'fleetmux cannot ask for a confirmation, because stdin is not a terminal.',
      'Use --yes to remove the sessions without a confirmation.',
    )
  const which = count === 1 ? 'session that is' : `${count} sessions that are`
  return isYes(call, `Remove the ${which} marked with yes? No work is lost.`)
}

async function tellLeftovers(call: Call, rows: readonly Leftover[]): Promise<void> {
  if (call.flags.is('json')) return call.print(toJson({ leftovers: rows }))
  const titles = ['HOST', 'ID', 'NAME', 'SIZE', 'REMOVE', 'WHY', 'PATH']
  const cells = rows.map(({ host, id, name, size, isRemovable, reason, path }) => [
    ...[host, id.slice(0, 10), name, sizeText(size), isRemovable ? 'yes' : 'no', reason, path],
  ])
  if (rows.length === 0) call.say('There is nothing to clean up.')
  else for (const line of table(titles, cells, call.terminal)) await call.print(line)
}

function sizeText(kib: number | null): string {
  if (kib === null) return '-'
  return kib < 10_240 ? `${kib} KiB` : `${Math.round(kib / 1024)} MiB`
}

/** `work restore`: lists the sessions that can be restored, or restores one. */
export async function restoreWorktree(call: Call): Promise<number> {
  const { worktrees, names } = await openWork(call)
  const repository = call.flags.text('repo')
  const { rows, failures } = await askHosts(call, names, host =>
    worktrees.rescues(host, repository),
  )
  const wanted = call.args[0]
  if (wanted === undefined) {
    await tellRescues(call, rows)
    return exitOfAll(failures)
  }
  const rescue = newestRescue(rows, wanted)
  const branch = call.flags.text('branch') ?? rescue.branch
  for (const note of await worktrees.restore(rescue, branch)) call.say(strip(note))
  return DONE
}

async function tellRescues(call: Call, rows: readonly Rescue[]): Promise<void> {
  for (const note of rescueLimitNotes(rows)) call.say(strip(`${note}.`))
  if (call.flags.is('json')) return call.print(toJson({ rescues: rows }))
  const titles = ['HOST', 'SESSION', 'BRANCH', 'AGE', 'COMMIT', 'REPOSITORY', 'REF']
  const cells = rows.map(({ host, session, branch, at, commit, repository, ref }) => [
    ...[host, session, branch, age(at * 1000, Date.now()), commit.slice(0, 10), repository, ref],
  ])
  if (rows.length === 0) call.say('No worktree session has saved work that can be restored.')
  else for (const line of table(titles, cells, call.terminal)) await call.print(line)
}
