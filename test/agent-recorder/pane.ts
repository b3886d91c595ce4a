import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { inhabitants, signal } from '../lab/process.ts'
import type { Look } from './scenes-fifth.ts'
import type { Shot } from './screen.ts'

export interface AgentPane {
  key(...keys: readonly string[]): void
  type(text: string): void
  resize(columns: number, rows: number): void
  shoot(): Shot
  /** Waits until the screen has not changed for so long, at most until the deadline. */
  rest(quiet?: number, deadline?: number): Promise<void>
  sees(pattern: RegExp, deadline?: number): Promise<boolean>
  kill(): void
  /** Runs another command in it, once its own has ended. */
  start(argv: readonly string[]): void
  close(): void
}

/**
 * A command in a tmux server of its own, at home in /home/dev of a host called dev: nothing of this machine is drawn.
 */
export function openPane(
  home: string,
  { size: [columns, rows], term, env }: Look,
  argv: readonly string[],
): AgentPane {
  const dir = mkdtempSync(join(tmpdir(), 'fmr-'))
  const own = { ...kept(), ...env, HOME: '/home/dev', TMUX_TMPDIR: dir, TERM: 'xterm-256color' }
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-f', '/dev/null', ...args], {
      env: own,
      encoding: 'utf8',
      timeout: 60_000,
    })
  const room = `mount --bind "$0" /home && hostname dev && cd /home/dev/project && exec "$@"`
  const set = [
    'set-option',
    '-g',
    'remain-on-exit',
    'on',
    ';',
    'set-option',
    '-g',
    'history-limit',
    '2000',
    ';',
    'set-option',
    '-g',
    'default-terminal',
    term,
  ]
  const size = ['-x', String(columns), '-y', String(rows)]
  execFileSync(
    'unshare',
    [
      '-m',
      '-u',
      'sh',
      '-c',
      room,
      home,
      'tmux',
      '-f',
      '/dev/null',
      ...set,
      ';',
      'new-session',
      '-d',
      ...size,
      '-s',
      'a',
      quoted(argv),
    ],
    { env: own, timeout: 60_000 },
  )
  tmux('set-option', '-g', 'remain-on-exit-format', '')
  const told = (format: string) => tmux('display-message', '-p', '-t', '=a:', format).trimEnd()
  const capture = () => tmux('capture-pane', '-p', '-e', '-t', '=a:')
  return {
    key: (...keys) => void (keys.length > 0 && tmux('send-keys', '-t', '=a:', ...keys)),
    type: text => void tmux('send-keys', '-l', '-t', '=a:', text),
    resize: (columns, rows) =>
      void tmux('resize-window', '-t', '=a:', '-x', String(columns), '-y', String(rows)),
    shoot: () => ({
      command: told('#{pane_current_command}'),
      title: told('#{pane_title}'),
      alternate: told('#{alternate_on}'),
      size: told('#{pane_width}x#{pane_height}'),
      cursor: told('#{?cursor_flag,#{cursor_x} #{cursor_y},hidden}'),
      dead:
        told(
          '#{?pane_dead,#{?pane_dead_signal,signal #{pane_dead_signal},#{?#{==:#{pane_dead_status},},?,#{pane_dead_status}}},}',
        ) || null,
      foreground: told('#{pane_dead}') === '1' ? [] : foregroundOf(told('#{pane_tty}')),
      text: capture(),
    }),
    async rest(quiet = 1500, deadline = 20_000) {
      const end = Date.now() + deadline
      let [before, since] = [capture(), Date.now()]
      while (Date.now() < end && Date.now() - since < quiet) {
        await wait(250)
        const now = capture()
        if (now !== before) [before, since] = [now, Date.now()]
      }
    },
    async sees(pattern, deadline = 60_000) {
      for (const end = Date.now() + deadline; Date.now() < end; await wait(300))
        if (pattern.test(capture().replace(/\x1b\[[\d;:]*m/g, ''))) return true
        else if (told('#{pane_dead}') === '1') return false
      return false
    },
    kill: () =>
      void (
        told('#{pane_dead}') === '0' &&
        execFileSync('kill', ['-9', '--', `-${told('#{pane_pid}')}`])
      ),
    start: argv => void tmux('respawn-pane', '-k', '-t', '=a:', quoted(argv)),
    close() {
      tmux('kill-server')
      // Some leave a daemon: all of them know the terminal that they were started in.
      signal(
        inhabitants(dir).map(({ pid }) => pid),
        'SIGKILL',
      )
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Nothing of what the recorder's own terminal or agents have in their environment. */
function kept(): Record<string, string> {
  const names = ['PATH', 'LANG', 'LC_ALL', 'COLORTERM', 'HTTPS_PROXY', 'NO_PROXY']
  return Object.fromEntries(
    names.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
}

function quoted(argv: readonly string[]): string {
  return argv.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
}

/** The command lines in the foreground of a terminal, the leader's first; its folder is no part of them. */
function foregroundOf(tty: string): readonly string[] {
  const rows = execFileSync(
    'ps',
    ['-ww', '-t', tty.replace('/dev/', ''), '-o', 'pid=,pgid=,stat=,args='],
    {
      encoding: 'utf8',
    },
  ).split('\n')
  const own = rows.flatMap(row => {
    const [, pid, group, state, args = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(row) ?? []
    return state?.includes('+') ? [{ leads: pid === group, args }] : []
  })
  return own
    .toSorted((one, other) => Number(other.leads) - Number(one.leads))
    .map(({ args }) => args.slice(0, 300))
}
