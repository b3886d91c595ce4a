import type { ForegroundProcess } from '../../host-script/process-line.ts'

/** Programs that run a command in another terminal, which they create, and show its output. */
const TERMINAL_WRAPPER = /^(?:\S*\/)?(?:script|asciinema|unbuffer|rlwrap)(?: |$)/

/**
 * Maps the pid of a pane's first process to the command lines of the foreground process group of the pane's terminal,
 * the group leader's first. After a wrapper such as `script`, the command lines in the foreground of the wrapper's
 * terminal follow. undefined: unknown.
 */
export type ForegroundGroups = (pid: number) => readonly string[] | undefined

export function createForegroundGroups(processes: readonly ForegroundProcess[]): ForegroundGroups {
  const groups = Map.groupBy(processes, ({ group }) => group)
  const byPid = new Map(processes.map(each => [each.pid, each]))
  const started = startedBy(processes, byPid)
  const wrapped = Map.groupBy(
    processes.filter(({ pid, group }) => pid === group),
    ({ parent }) => parent,
  )
  /** The leaders of the groups in the foreground of a terminal that this process has created. */
  const leadersIn = ({ pid, args }: ForegroundProcess) =>
    TERMINAL_WRAPPER.test(args) ? (wrapped.get(pid) ?? []) : []
  return pid => {
    const group = byPid.get(pid)?.group ?? started.get(pid)
    const own = group === undefined ? undefined : groups.get(group)
    if (!own) return undefined
    const inner = own
      .flatMap(leadersIn)
      .flatMap(leader => leaderFirst(groups.get(leader.pid) ?? []))
    return [...leaderFirst(own), ...inner].map(({ args }) => args)
  }
}

/**
 * Maps a parent pid to the foreground group that it started: a shell that runs a command is itself in the background.
 * If a parent started two groups, the one with the higher number is used.
 */
function startedBy(
  processes: readonly ForegroundProcess[],
  byPid: ReadonlyMap<number, ForegroundProcess>,
): ReadonlyMap<number, number> {
  const leaders = processes
    .filter(({ pid, group, parent }) => pid === group && !byPid.has(parent))
    .toSorted((one, other) => one.pid - other.pid)
  return new Map(leaders.map(({ parent, group }) => [parent, group]))
}

function leaderFirst(group: readonly ForegroundProcess[]): readonly ForegroundProcess[] {
  const rank = ({ pid, group: own }: ForegroundProcess) => (pid === own ? 0 : 1)
  return group.toSorted((one, other) => rank(one) - rank(other) || one.pid - other.pid)
}
