import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from '../../lab/process.ts'
import { startProcessGuard } from '../../lab/process-guard.ts'
import { replacing } from '../../lab/tmux.ts'

const AGENT = fileURLToPath(new URL('agent.ts', import.meta.url))
const READER = fileURLToPath(new URL('reader.ts', import.meta.url))

/** How a terminal is set up before the program in it starts. */
export const TERMINAL = { raw: 'raw -echo', silent: '-echo', plain: 'sane' } as const

/** One private tmux server whose panes write down what they read. */
export interface TestServer {
  readonly socket: string
  tmux(...args: string[]): string
  /** Starts a reader as a session of that name; resolves when it reads. */
  reader(name: string, terminal: keyof typeof TERMINAL, ...words: string[]): Promise<void>
  /** Starts what looks like claude and asks, or rests; resolves when it is drawn. */
  agent(name: string, mode: 'asks' | 'rests'): Promise<void>
  /** Has the agent of that session ask, or rest. */
  turn(name: string, mode: 'asks' | 'rests'): Promise<void>
  /** What the reader of that session has got so far. */
  got(name: string): Buffer
  /** Resolves when the session has printed nothing for so long that its next output is an answer. */
  quiet(name: string): Promise<void>
  /** Has somebody attached to these sessions, which end when they leave. */
  hold(...names: string[]): Promise<void>
  close(): void
}

export function startServer(): TestServer {
  const dir = mkdtempSync(join(tmpdir(), 'fms-'))
  const guard = startProcessGuard(dir)
  const socket = join(dir, 's')
  const file = (name: string) => join(dir, `${name}.got`)
  const held: ChildProcess[] = []
  const runTmux = (args: readonly string[]) =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], { maxBuffer: 64 << 20 })
      .toString()
      .trim()
  function tmux(...args: string[]): string {
    try {
      return runTmux(args)
    } catch (thrown) {
      const { aside, end } = replacing(args, thrown)
      runTmux(aside)
      const made = runTmux(args)
      runTmux(end)
      return made
    }
  }

  const drawn = (name: string, mode: 'asks' | 'rests') =>
    until(`${name} to be drawn`, () =>
      tmux('capture-pane', '-p', '-t', `=${name}:`).includes(
        mode === 'asks' ? 'Do you want to proceed?' : 'for shortcuts',
      ),
    ).then(() => {})

  return {
    socket,
    tmux,
    async reader(name, terminal, ...words) {
      const program = [process.execPath, READER, file(name), ...words].join(' ')
      rmSync(file(name), { force: true })
      tmux(
        'new-session',
        '-d',
        '-s',
        name,
        '-x',
        '80',
        '-y',
        '24',
        `stty ${TERMINAL[terminal]}; exec ${program}`,
      )
      await until(
        `${name} to read`,
        () =>
          existsSync(file(name)) &&
          tmux('capture-pane', '-p', '-t', `=${name}:`).includes(
            words[0] === 'flood' ? 'flood' : 'ready',
          ),
      )
    },
    async agent(name, mode) {
      const program = [process.execPath, AGENT, file(name), mode].join(' ')
      rmSync(file(name), { force: true })
      const line = `stty raw -echo; exec -a claude ${program}`
      tmux('new-session', '-d', '-s', name, '-x', '80', '-y', '24', `exec bash -c '${line}'`)
      await drawn(name, mode)
    },
    async turn(name, mode) {
      const pid = tmux('display-message', '-p', '-t', `=${name}:`, '#{pane_pid}')
      process.kill(Number(pid), mode === 'asks' ? 'SIGUSR2' : 'SIGUSR1')
      await drawn(name, mode)
    },
    got: name => readFileSync(file(name)),
    quiet: async name =>
      void (await until(`${name} to be quiet`, () => {
        const [now = 0, last = 0] = tmux(
          'display-message',
          '-p',
          '-t',
          `=${name}:`,
          '%s #{window_activity}',
        )
          .split(' ')
          .map(Number)
        return now - last >= 3
      })),
    async hold(...names) {
      for (const name of names) {
        held.push(
          spawn('tmux', ['-S', socket, '-C', 'attach', '-t', `=${name}`], {
            stdio: ['pipe', 'ignore', 'ignore'],
          }),
        )
      }
      await until(
        'all to be attached',
        () => tmux('list-clients').split('\n').length === names.length,
      )
      tmux('set-option', '-g', 'destroy-unattached', 'on')
    },
    close() {
      for (const each of held) each.kill('SIGKILL')
      // A server whose last session has ended is gone already.
      spawnSync('tmux', ['-S', socket, 'kill-server'])
      void guard.end()
    },
  }
}
