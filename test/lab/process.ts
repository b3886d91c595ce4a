import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
export const sshd = '/usr/sbin/sshd'

/** What a command prints. Rejects with its own words when it fails or takes too long (two minutes unless told). */
export async function capture(
  file: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; timeout?: number } = {},
): Promise<string> {
  const { stdout } = await run(file, args, { timeout: 120_000, maxBuffer: 64 << 20, ...options })
  return stdout
}

/** Polls until the answer is truthy; rejects at the deadline, in milliseconds, saying what was waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  deadline = 120_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + deadline
  for (;;) {
    const asked = performance.now()
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > end) throw new Error(`waited ${deadline} ms for ${what}`)
    await new Promise(resolve => setTimeout(resolve, pause(performance.now() - asked)))
  }
}

/** What costs a process is asked less often: else what is waited for would wait for the questions. */
const pause = (cost: number) => Math.min(500, Math.max(20, 2 * cost))

export interface Process {
  readonly pid: number
  readonly parent: number
  /** R, S, T, Z ... and flags after it. */
  readonly state: string
  readonly command: string
}

export async function processes(): Promise<Process[]> {
  const text = await capture('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='])
  return text.split('\n').flatMap(line => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    if (!pid || !state || command === undefined) return []
    return [{ pid: Number(pid), parent: Number(parent), state, command }]
  })
}

/** That process and all below it, parents first; empty when it is gone. */
export async function tree(root: number): Promise<Process[]> {
  const all = (await processes()).filter(each => !each.state.startsWith('Z'))
  const found = all.filter(each => each.pid === root)
  for (const each of found) found.push(...all.filter(child => child.parent === each.pid))
  return found
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Sends to each; one that is already gone is no error. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown
    }
  }
}

/** Waits until all are gone, or only their parent has yet to notice. */
export async function ended(pids: readonly number[], deadline = 60_000): Promise<void> {
  const isRunning = async () => {
    const left = pids.filter(alive)
    if (left.length === 0) return false
    // Those that their parents have yet to notice still take a signal.
    const states = await capture('ps', ['-o', 'stat=', '-p', left.join(',')]).catch(() => '')
    return states.split('\n').some(state => state !== '' && !state.startsWith('Z'))
  }
  await until(`the end of ${pids}`, async () => !(await isRunning()), deadline)
}

/** The processes with a path below that directory in their command line or environment: those of one test only. */
export function inhabitants(dir: string): { readonly pid: number; readonly command: string }[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => `${read(pid, 'environ')}\0${read(pid, 'cmdline')}`.includes(`${dir}/`))
    .map(pid => ({ pid: Number(pid), command: read(pid, 'cmdline').split('\0').join(' ').trim() }))
}

function read(pid: string, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    // It has ended, or belongs to another user and is none of ours.
    return ''
  }
}

/** Installs OpenSSH's server where we may; else says what to do. */
export async function needSshd(): Promise<void> {
  if (await exists(sshd)) return
  if (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    (await exists('/usr/bin/apt-get'))
  ) {
    await installSshd()
    if (await exists(sshd)) return
  }
  throw new Error(`${sshd} is missing: install openssh-server to run the tests over real ssh`)
}

async function installSshd(): Promise<void> {
  const options = ['-qq', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () => run('apt-get', [...options, 'install', 'openssh-server'], { env })
  await install().catch(async () => {
    await run('apt-get', ['-qq', 'update'], { env })
    await install()
  })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
