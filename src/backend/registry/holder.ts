import { readFile, stat } from 'node:fs/promises'

/**
 * The process that holds the lock at `path`, as far as anybody can tell: it wrote its pid there if it is
 * fleetmux. Else the kernel says who asked for it, where there is a /proc/locks.
 */
export async function holderOf(path: string): Promise<number | null> {
  const signed = Number((await readFile(path, 'utf8')).trim())
  if (isAlive(signed)) return signed
  const { ino } = await stat(path)
  const locks = await readFile('/proc/locks', 'utf8').catch(() => '')
  // `1: FLOCK  ADVISORY  WRITE 4242 08:01:131 0 EOF`; one that waits has `->` after the colon.
  const held = locks.matchAll(/^\d+: FLOCK +\S+ +\S+ +(\d+) +\S+:(\d+) /gm)
  const asked = [...held].filter(([, , inode]) => Number(inode) === ino)
  return asked.map(([, pid]) => Number(pid)).find(isAlive) ?? null
}

function isAlive(pid: number): boolean {
  // 0 and below would be groups of processes.
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
