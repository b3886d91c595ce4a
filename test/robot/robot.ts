import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from '../lab/process.ts'

/** Drives the real program in a real terminal, a tmux of its own: keys in, screen out. */
export interface Robot {
  /** HOME, configuration, sockets: all that the program may touch lies in here. */
  readonly dir: string
  /** pid of the program itself. */
  readonly pid: () => number
  /** Keys by tmux's names. */
  keys(...names: string[]): void
  /** Text, letter by letter as it stands. */
  type(text: string): void
  /** Raw bytes, as a terminal would send them. */
  bytes(bytes: string): void
  screen(): string
  /** Waits until the screen shows this; returns it. */
  sees(what: string | RegExp, deadline?: number): Promise<string>
  /** Waits until it does not. */
  misses(what: string | RegExp, deadline?: number): Promise<string>
  resize(columns: number, rows: number): void
  /** Every byte that the program has written to its terminal. */
  written(): Buffer
  /** tmux on the server that the program takes for this machine's. */
  here(...args: string[]): string
  /** tmux on the server that is the program's terminal. */
  terminal(...args: string[]): string
  /** Resolves when the program has ended and the shell around it has said so; its exit code. */
  ended(): Promise<number>
  close(): Promise<void>
}

export interface RobotOptions {
  readonly columns?: number
  readonly rows?: number
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly config?: object | string
  /** Sessions on this machine: name and command. */
  readonly sessions?: Readonly<Record<string, string>>
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export async function startRobot(options: RobotOptions = {}): Promise<Robot> {
  const { columns = 120, rows = 40 } = options
  const dir = mkdtempSync(join(tmpdir(), 'fmr-'))
  for (const name of ['home', 'config/fleetmux', 'state', 'run', 'here']) mkdirSync(join(dir, name), { recursive: true, mode: 0o700 })
  if (options.config !== undefined) writeConfig(dir, options.config)

  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: join(dir, 'home'),
    XDG_CONFIG_HOME: join(dir, 'config'),
    XDG_STATE_HOME: join(dir, 'state'),
    XDG_RUNTIME_DIR: join(dir, 'run'),
    TMUX_TMPDIR: join(dir, 'here'),
    LANG: 'C.UTF-8',
    SHELL: '/bin/sh',
    TERM: 'xterm-256color',
    ...options.env,
  }
  const tmux = (socket: readonly string[], args: readonly string[]) =>
    execFileSync('tmux', [...socket, ...args], { env, encoding: 'utf8' }).replace(/\n$/, '')
  const here = (...args: string[]) => tmux(['-f', '/dev/null'], args)
  const terminal = (...args: string[]) => tmux(['-S', join(dir, 'terminal'), '-f', '/dev/null'], args)

  for (const [name, command] of Object.entries(options.sessions ?? {})) {
    here('new-session', '-d', '-s', name, '-x', '80', '-y', '24', command)
  }
  const raw = join(dir, 'written')
  const code = join(dir, 'code')
  const program = [process.execPath, join(root, 'bin/fleetmux.js'), ...(options.args ?? [])]
  // A shell waits until the recorder is there, so that not one byte is missed.
  const script = `read -r _; ${program.map(word => `'${word}'`).join(' ')}; echo $? >'${code}'; read -r _`
  terminal('new-session', '-d', '-s', 'robot', '-x', String(columns), '-y', String(rows), 'env', '-u', 'TMUX', '-u', 'TMUX_PANE', '-u', 'CI', 'sh', '-c', script)
  terminal('set-option', '-g', 'status', 'off')
  terminal('set-option', '-g', 'default-terminal', 'tmux-256color')
  terminal('set-option', '-g', 'window-size', 'manual')
  terminal('set-option', '-sg', 'escape-time', '0')
  terminal('resize-window', '-t', 'robot', '-x', String(columns), '-y', String(rows))
  terminal('pipe-pane', '-t', 'robot', `cat >'${raw}'`)
  const screen = () => terminal('capture-pane', '-p', '-t', 'robot')
  const shows = (what: string | RegExp) => (typeof what === 'string' ? screen().includes(what) : what.test(screen()))
  const wait = async (what: string, ask: () => boolean, deadline: number) => {
    try {
      await until(what, ask, deadline)
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\n${screen()}`)
    }
    return screen()
  }
  terminal('send-keys', '-t', 'robot', 'Enter')

  return {
    dir,
    here,
    terminal,
    screen,
    pid() {
      const shell = terminal('display-message', '-p', '-t', 'robot', '#{pane_pid}')
      return Number(execFileSync('pgrep', ['-P', shell, '-f', 'fleetmux'], { encoding: 'utf8' }).split('\n')[0])
    },
    keys: (...names) => void terminal('send-keys', '-t', 'robot', ...names),
    type: text => void terminal('send-keys', '-l', '-t', 'robot', '--', text),
    bytes: bytes => void terminal('send-keys', '-H', '-t', 'robot', ...Array.from(Buffer.from(bytes), byte => byte.toString(16))),
    sees: (what, deadline = 15_000) => wait(`to see ${what}`, () => shows(what), deadline),
    misses: (what, deadline = 15_000) => wait(`not to see ${what}`, () => !shows(what), deadline),
    resize: (width, height) => void terminal('resize-window', '-t', 'robot', '-x', String(width), '-y', String(height)),
    written: () => readFileSync(raw),
    async ended() {
      await wait('the end', () => spawnSync('test', ['-s', code]).status === 0, 15_000)
      return Number(readFileSync(code, 'utf8'))
    },
    async close() {
      for (const socket of [['-S', join(dir, 'terminal')], []]) {
        const pid = spawnSync('tmux', [...socket, 'display-message', '-p', '#{pid}'], { env, encoding: 'utf8' }).stdout.trim()
        if (pid) spawnSync('tmux', [...socket, 'kill-server'], { env })
      }
      closeMasters(join(dir, 'run'))
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

export function writeConfig(dir: string, config: object | string): void {
  const text = typeof config === 'string' ? config : JSON.stringify(config, null, 2)
  writeFileSync(join(dir, 'config/fleetmux/config.json'), text)
}

/** Masters stay warm on purpose; a test takes its own down. */
function closeMasters(runtime: string): void {
  const sockets = spawnSync('find', [runtime, '-type', 's'], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean)
  for (const socket of sockets) spawnSync('ssh', ['-o', `ControlPath=${socket}`, '-O', 'exit', 'any'], { timeout: 5000 })
}
