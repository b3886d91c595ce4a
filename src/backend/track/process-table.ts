interface Process {
  readonly pid: number
  readonly parent: number
  /** Resident memory in bytes. */
  readonly size: number
}

/** Parses the output of `ps -o pid=,ppid=,rss=`, which has sizes in KiB. Other lines are skipped. */
export function readProcessTable(text: string): Process[] {
  return text.split('\n').flatMap(line => {
    const [, pid, parent, size] = LINE.exec(line) ?? []
    return [{ pid: Number(pid), parent: Number(parent), size: Number(size) * 1024 }].filter(isWhole)
  })
}

/**
 * A line of `ps`: process id, parent, memory. The number of digits is limited, so that `Number` converts them exactly.
 */
const LINE = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,12})\s*$/

function isWhole({ pid }: Process): boolean {
  return pid > 0
}

/**
 * Returns a function that sums the memory of a process and its descendants. Each process counts once, even if the
 * parents form a cycle.
 */
export function treeSizes(processes: readonly Process[]): (root: number) => number {
  const children = Map.groupBy(processes, ({ parent }) => parent)
  const sizes = new Map(processes.map(({ pid, size }) => [pid, size]))
  return root => {
    const tree = new Set([root])
    // Iterate instead of recursing, because a chain of processes may be as long as the table.
    for (const pid of tree) for (const child of children.get(pid) ?? []) tree.add(child.pid)
    return [...tree].reduce((sum, pid) => sum + (sizes.get(pid) ?? 0), 0)
  }
}
