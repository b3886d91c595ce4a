import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileCache } from '../lab/compile-cache.ts'
import { until } from '../lab/process.ts'
import { startProcessGuard } from '../lab/process-guard.ts'
import { END_ROBOT } from './end-robot.ts'
import { notePress } from './press.ts'

/** Drives the real program in a real terminal, a tmux of its own: keys in, screen out. */
export interface Robot {
  /** HOME, configuration, sockets: all that the program may touch lies in here. */
  readonly dir: string
  /** pid of the program itself. */
  readonly pid: () => number
  /** Keys by tmux's names. It is noted where each was pressed. */
  keys(...names: string[]): void
  /** One key, and what it must bring on the screen. */
  press(key: string, shows: string | RegExp): Promise<string>
  /** Text, letter by letter as it stands. */
  type(text: string): void
  /** Raw bytes, as a terminal would send them. */
  bytes(bytes: string): void
  /** SGR mouse bytes: a click on that cell, counted from 0, or the wheel over it. */
  mouse(what: 'click' | 'up' | 'down', x: number, y: number): void
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
  /** Started by hand in a shell with job control, as people do. */
  readonly inShell?: boolean
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const program = join(root, 'bin/fleetmux.js')

/** One scenario: the robot is there while it runs, and nothing of it afterwards. */
export async function play(
  options: RobotOptions,
  scenario: (robot: Robot) => Promise<void>,
): Promise<void> {
  const robot = startRobot(options)
  try {
    await scenario(robot)
  } catch (error) {
    if (error instanceof Error) error.message += `\n${robot.screen()}`
    throw error
  } finally {
    await robot.close()
  }
}

export function startRobot(options: RobotOptions = {}): Robot {
  const { columns = 120, rows = 40 } = options
  const dir = makeHome(options)
  const guard = startProcessGuard(dir, END_ROBOT)
  const env = environment(dir, options.env)
  const tmux = (socket: readonly string[], args: readonly string[], home = env['HOME']) =>
    execFileSync('tmux', [...socket, '-f', '/dev/null', ...args], {
      env: { ...env, HOME: home },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).replace(/\n$/, '')
  const here = (...args: string[]) => tmux([], args)
  // A server of another home is none of this person's: the screen does not list the terminal that it is in.
  const terminal = (...args: string[]) => tmux(['-S', join(dir, 'terminal')], args, dir)
  const screen = () => terminal('capture-pane', '-p', '-t', 'robot')
  const send = (...args: string[]) => void terminal('send-keys', '-t', 'robot', ...args)
  const bytes = (text: string) =>
    send('-H', ...Array.from(Buffer.from(text), byte => byte.toString(16)))

  for (const [name, command] of Object.entries(options.sessions ?? {})) {
    here('new-session', '-d', '-s', name, '-x', '80', '-y', '24', command)
  }
  const size = ['-x', String(columns), '-y', String(rows)]
  terminal('new-session', '-d', '-s', 'robot', ...size, ...shellFor(dir, options))
  for (const [name, value] of TERMINAL) terminal('set-option', '-g', name, value)
  terminal('resize-window', '-t', 'robot', ...size)
  // The shell waits until the recorder is there, so that not one byte is missed.
  terminal('pipe-pane', '-t', 'robot', `cat >'${join(dir, 'written')}'`)
  send('Enter')

  async function sees(what: string | RegExp, wanted: boolean, deadline = 60_000): Promise<string> {
    const shows = () => {
      const now = screen()
      const found = typeof what === 'string' ? now.includes(what) : what.test(now)
      return found === wanted ? now : null
    }
    return until(`${wanted ? '' : 'the screen without '}${what}`, shows, deadline)
  }

  function keys(...names: string[]): void {
    for (const name of names) {
      notePress(name, screen())
      send(name)
    }
  }

  return {
    dir,
    here,
    terminal,
    screen,
    bytes,
    keys,
    pid: () =>
      programUnder(Number(terminal('display-message', '-p', '-t', 'robot', '#{pane_pid}'))),
    press(key, shows) {
      keys(key)
      return sees(shows, true)
    },
    type: text => send('-l', '--', text),
    mouse(what, x, y) {
      const at = `${x + 1};${y + 1}`
      const button = { click: 0, up: 64, down: 65 }[what]
      bytes(`\x1b[<${button};${at}M${what === 'click' ? `\x1b[<0;${at}m` : ''}`)
    },
    sees: (what, deadline) => sees(what, true, deadline),
    misses: (what, deadline) => sees(what, false, deadline),
    resize: (width, height) =>
      void terminal('resize-window', '-t', 'robot', '-x', String(width), '-y', String(height)),
    written: () => readFileSync(join(dir, 'written')),
    async ended() {
      const path = join(dir, 'code')
      const said = await until(
        'the end',
        () => existsSync(path) && readFileSync(path, 'utf8').trim(),
      )
      return Number(said)
    },
    close: guard.end,
  }
}

const TERMINAL = [
  ['status', 'off'],
  ['default-terminal', 'tmux-256color'],
  ['window-size', 'manual'],
  ['escape-time', '0'],
] as const

function makeHome({ config }: RobotOptions): string {
  const dir = mkdtempSync(join(tmpdir(), 'fmr-'))
  for (const name of ['home', 'config/fleetmux', 'state', 'run', 'here']) {
    mkdirSync(join(dir, name), { recursive: true, mode: 0o700 })
  }
  if (config !== undefined) writeConfig(dir, config)
  return dir
}

export function writeConfig(dir: string, config: object | string): void {
  const text = typeof config === 'string' ? config : JSON.stringify(config, null, 2)
  writeFileSync(join(dir, 'config/fleetmux/config.json'), text)
}

function environment(dir: string, more: RobotOptions['env']): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: join(dir, 'home'),
    XDG_CONFIG_HOME: join(dir, 'config'),
    XDG_STATE_HOME: join(dir, 'state'),
    XDG_RUNTIME_DIR: join(dir, 'run'),
    TMUX_TMPDIR: join(dir, 'here'),
    LANG: 'C.UTF-8',
    SHELL: '/bin/sh',
    TERM: 'xterm-256color',
    NODE_COMPILE_CACHE: compileCache,
    ...more,
  }
}

function shellFor(dir: string, { args = [], inShell = false }: RobotOptions): readonly string[] {
  const words = [process.execPath, program, ...args]
  const home = `HOME=${join(dir, 'home')}`
  const plain = ['env', '-u', 'TMUX', '-u', 'TMUX_PANE', '-u', 'CI', home, 'PS1=shell> ']
  if (inShell)
    return [
      ...plain,
      `FLEETMUX=${words.join(' ')}`,
      'sh',
      '-c',
      `cd '${dir}'; read -r _; exec sh -i`,
    ]
  const quoted = words.map(word => `'${word}'`).join(' ')
  return [...plain, 'sh', '-c', `read -r _; ${quoted}; echo $? >'${dir}/code'; read -r _`]
}

/** The one child of the shell. */
function programUnder(shell: number): number {
  return Number(execFileSync('pgrep', ['-P', String(shell)], { encoding: 'utf8' }))
}

export function socketsIn(dir: string): readonly string[] {
  const { stdout } = spawnSync('find', [dir, '-type', 's'], { encoding: 'utf8' })
  return stdout.split('\n').filter(Boolean)
}

/** The rows of a screen without what changes by itself: round trips, and the two lines at the bottom. */
export function still(screen: string): string[] {
  return screen
    .replace(/ +\d+ ms +/g, ' ')
    .split('\n')
    .slice(0, -2)
}
