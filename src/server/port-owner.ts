import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'

/** Timeout for the program on the port to identify itself, in milliseconds. */
const PATIENCE = 1000

/** The program that listens on a port of this machine, in words. */
export async function whoHasPort(host: string, port: number): Promise<string> {
  const [isOurs, owner] = await Promise.all([isFleetmux(host, port), ownerOf(port)])
  const who = owner ? `${owner} is using the port` : 'another program or user is using the port'
  return isOurs ? `a fleetmux server is already using the port${owner ? `: ${owner}` : ''}` : who
}

async function isFleetmux(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  try {
    const answer = await fetch(`http://${name.includes(':') ? `[${name}]` : name}:${port}/health`, {
      signal: AbortSignal.timeout(PATIENCE),
    })
    return (await answer.text()).includes('"status":"ok"')
  } catch {
    // A program on the port that does not answer the request is not fleetmux.
    return false
  }
}

/**
 * The process that has the port, such as `process 1234 (node)`, from Linux's /proc; null: unknown. Only processes of
 * this user are found.
 */
async function ownerOf(port: number): Promise<string | null> {
  const inodes = new Set([
    ...(await listening('/proc/net/tcp', port)),
    ...(await listening('/proc/net/tcp6', port)),
  ])
  if (inodes.size === 0) return null
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  for (const pid of pids) if (await hasSocket(pid, inodes)) return nameOf(pid)
  return null
}

async function listening(path: string, port: number): Promise<readonly string[]> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').flatMap(line => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
    return local.endsWith(`:${hex}`) && state === '0A' ? [inode] : []
  })
}

async function hasSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  // Reading fails for a process of another user and for a process that has ended.
  const files = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const file of files) {
    const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '')
    if (inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')) return true
  }
  return false
}

/**
 * The name of the program's executable file. The name of its main thread is not used, because programs choose it
 * freely: Node's is `MainThread`.
 */
async function nameOf(pid: string): Promise<string> {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => '')
  const name = basename(file.replace(/ \(deleted\)$/, ''))
  return name ? `process ${pid} (${name})` : `process ${pid}`
}
