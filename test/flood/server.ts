import { readFile } from 'node:fs/promises'
import { capture, ended, signal, until } from '../lab/process.ts'

/** A private tmux server whose panes print as fast as they can: two sessions, two panes each. */
export interface Flood {
  readonly env: NodeJS.ProcessEnv
  tmux(...args: string[]): Promise<string>
  pid(): number
  /** Makes one of the sessions: a or b. */
  create(name: string): Promise<void>
  /** The ids of both sessions. */
  sessions(): Promise<readonly [string, string]>
  /** Waits until the server has read so many bytes from its panes since now. */
  flow(bytes: number): Promise<void>
  /** Whether server and sessions live and all panes still print; a dead server is started anew. */
  check(): Promise<boolean>
}

/** Numbers that never repeat, so that a pane which stands still can be told. */
const PRINT = 'i=0; while :; do i=$((i+1)); seq "$i"000000 "$i"020000; done'

/** `dir` is its TMUX_TMPDIR. The caller ends the server. */
export async function startFlood(dir: string): Promise<Flood> {
  const { TMUX: _tmux, TMUX_PANE: _pane, XDG_RUNTIME_DIR: _runtime, ...rest } = process.env
  const env = { ...rest, TMUX_TMPDIR: dir, SHELL: '/bin/sh' }
  const tmux = async (...args: string[]) =>
    (await capture('tmux', ['-f', '/dev/null', ...args], { env, timeout: 10_000 })).trim()
  let pid = await start(tmux)

  return {
    env,
    tmux,
    pid: () => pid,
    create: name => create(tmux, name),
    sessions: async () => {
      const [a = '', b = ''] = (await tmux('list-sessions', '-F', '#{session_id}')).split('\n')
      return [a, b]
    },
    flow: async bytes => {
      const from = await read(pid)
      // A dead server has no counter: the check that follows says so.
      await until('the flood', async () => {
        const now = await read(pid)
        return Number.isNaN(now) || now - from >= bytes
      })
    },
    check: async () => {
      if (await lives(tmux, pid)) return true
      // Hung is as bad as dead, and answers no word.
      signal([pid], 'SIGKILL')
      await ended([pid])
      pid = await start(tmux)
      return false
    },
  }
}

type Tmux = (...args: string[]) => Promise<string>

async function start(tmux: Tmux): Promise<number> {
  await create(tmux, 'a')
  await create(tmux, 'b')
  return Number(await tmux('display-message', '-p', '#{pid}'))
}

async function create(tmux: Tmux, name: string): Promise<void> {
  await tmux('new-session', '-d', '-s', name, '-x', '120', '-y', '40', PRINT)
  await tmux('split-window', '-t', `=${name}:`, PRINT)
}

async function lives(tmux: Tmux, pid: number): Promise<boolean> {
  const list = () =>
    tmux('list-panes', '-a', '-F', '#{pid} #{session_name} #{pane_id}').catch(() => '')
  const panes = (await list()).split('\n').map(line => line.split(' '))
  if (panes.length !== 4 || panes.some(([server]) => Number(server) !== pid)) return false
  const prints = await Promise.all(panes.map(([, , pane]) => moves(tmux, pane ?? '')))
  return prints.every(Boolean)
}

async function moves(tmux: Tmux, pane: string): Promise<boolean> {
  const screen = () => tmux('capture-pane', '-p', '-t', pane)
  const before = await screen()
  return until(`output of ${pane}`, async () => (await screen()) !== before, 10_000).catch(
    () => false,
  )
}

/** Bytes that the process has read, ever; NaN when it is gone. */
async function read(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/io`, 'utf8').catch(() => '')
  return Number(/^rchar: (\d+)$/m.exec(text)?.[1] ?? Number.NaN)
}
