import { readFile, stat } from 'node:fs/promises'

/**
 * The process that holds the lock at `path`, if it can be found. A fleetmux process writes its pid into the file; for
 * others /proc/locks has the pid, if it exists.
 */
export async function holderOf(path: string): Promise<number | null> {
  const signed = Number((await readFile(path, 'utf8')).trim())
  if (isAlive(signed)) return signed
  const { ino } = await stat(path)
  const locks = await readFile('/proc/locks', 'utf8').catch(() => '')
  // `1: FLOCK  ADVISORY  WRITE 4242 08:01:131 0 EOF`; a waiting process has `->` after the colon.
  const held = locks.matchAll(/^\d+: FLOCK +\S+ +\S+ +(\d+) +\S+:(\d+) /gm)
  const asked = [...held].filter(([, , inode]) => Number(inode) === ino)
  return asked.map(([, pid]) => Number(pid)).find(isAlive) ?? null
}

function isAlive(pid: number): boolean {
  // Zero and negative numbers would address process groups.
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
