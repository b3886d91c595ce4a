import { readFile, stat } from 'node:fs/promises'

/**
 * The pid of the process that holds the lock at `path`; null if unknown. A fleetmux process writes its pid into the
 * lock file. For other programs the pid is in /proc/locks, where that file exists.
 */
export async function holderOf(path: string): Promise<number | null> {
  const signed = Number((await readFile(path, 'utf8')).trim())
  if (isAlive(signed)) return signed
  const { ino } = await stat(path)
  const locks = await readFile('/proc/locks', 'utf8').catch(() => '')
  // A line of /proc/locks: `1: FLOCK  ADVISORY  WRITE 4242 08:01:131 0 EOF`. A process that waits for the lock has `->`
  // after the colon.
  const held = locks.matchAll(/^\d+: FLOCK +\S+ +\S+ +(\d+) +\S+:(\d+) /gm)
  const asked = [...held].filter(([, , inode]) => Number(inode) === ino)
  return asked.map(([, pid]) => Number(pid)).find(isAlive) ?? null
}

function isAlive(pid: number): boolean {
  // Zero and negative numbers would address process groups instead of a process.
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
