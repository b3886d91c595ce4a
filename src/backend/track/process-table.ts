interface Process {
  readonly pid: number
  readonly parent: number
  /** Bytes. */
  readonly size: number
}

/** Lines of `ps -o pid=,ppid=,rss=`, whose sizes are in KiB; what is no such line is left out. */
export function readProcessTable(text: string): Process[] {
  return text.split('\n').flatMap(line => {
    const [, pid, parent, size] = LINE.exec(line) ?? []
    return [{ pid: Number(pid), parent: Number(parent), size: Number(size) * 1024 }].filter(isWhole)
  })
}

/** Wider than any pid or any memory, and exact as numbers. */
const LINE = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,12})\s*$/

function isWhole({ pid }: Process): boolean {
  return pid > 0
}

/** A process and all below it, each once: the host may say that they are each other's parents. */
export function treeSize(root: number, processes: readonly Process[]): number {
  const children = Map.groupBy(processes, ({ parent }) => parent)
  const seen = new Set([root])
  // A list, not a recursion: a chain may be as long as the table.
  for (const pid of seen) for (const child of children.get(pid) ?? []) seen.add(child.pid)
  const sizes = new Map(processes.map(({ pid, size }) => [pid, size]))
  return [...seen].reduce((sum, pid) => sum + (sizes.get(pid) ?? 0), 0)
}
