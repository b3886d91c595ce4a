import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ptyCommand, ptyOf } from '../../src/backend/demo/pty.ts'
import { capture, signal, tree } from './process.ts'

/** A pretended pod: processes of this machine with a home and a tmux server of their own. */
export interface TestPod {
  readonly name: string
  uid: string
  readonly home: string
  readonly labels: Readonly<Record<string, string>>
  readonly containers: readonly string[]
  /** Why it does not run, where it does not. */
  waiting?: string
  deleted?: true
  /** Why no node takes it, where none does. */
  unscheduled?: string
  /** What it was made from, where a client has asked for it. */
  readonly manifest?: unknown
  readonly children: Set<ChildProcess>
  /** Its connections end when it does. */
  readonly cuts: Set<() => void>
}

export async function makePod(
  dir: string,
  name: string,
  more: {
    labels?: Record<string, string>
    containers?: readonly string[]
    manifest?: unknown
    unscheduled?: string
    waiting?: string
  } = {},
): Promise<TestPod> {
  const home = join(dir, name)
  await mkdir(join(home, 't'), { recursive: true })
  const { labels = {}, containers = ['main'], ...rest } = more
  const uid = randomUUID()
  return { name, uid, home, labels, containers, ...rest, children: new Set(), cuts: new Set() }
}

/** Ends all that runs in it, its tmux server too. */
export async function endPod(pod: TestPod): Promise<void> {
  const trees = await Promise.all([...pod.children].map(child => tree(child.pid ?? -1)))
  signal(
    trees.flat().map(each => each.pid),
    'SIGKILL',
  )
  await capture('tmux', ['kill-server'], { env: envOf(pod) }).catch(() => '')
  for (const cut of pod.cuts) cut()
}

/** What a kubelet does with a command: a terminal outlives its client, else stdin ends with it. */
export function runIn(pod: TestPod, argv: readonly string[], tty: boolean) {
  const line = tty
    ? ptyCommand('/bin/sh', 'eval "exec $LAB_COMMAND"', { columns: 80, rows: 24 })
    : argv
  const [file = '', ...args] = line
  const stdio = ['pipe', 'pipe', 'pipe', tty ? 'pipe' : 'ignore'] as const
  // Not in the words of what makes the pty: a pod's processes would not show twice.
  const env = { ...envOf(pod), LAB_COMMAND: argv.map(quote).join(' ') }
  const child = spawn(file, args, { env, cwd: pod.home, stdio: [...stdio] })
  pod.children.add(child)
  child.once('exit', () => pod.children.delete(child))
  const { stdin, stdout, stderr } = child
  if (!stdin || !stdout || !stderr) throw new Error('no pipes')
  stdin.on('error', () => {})
  return { child, stdin, stdout, stderr, pty: tty ? ptyOf(child) : null }
}

/** What its processes find in their environment. */
export function envOf({ name, home }: TestPod): NodeJS.ProcessEnv {
  const { PATH } = process.env
  return { PATH, HOME: home, TMUX_TMPDIR: join(home, 't'), HOSTNAME: name, TERM: 'xterm' }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
