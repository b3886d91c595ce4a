import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { closeMasters } from '../../../src/backend/ssh/close-masters.ts'
import type { AttachHow } from '../../../src/state/model/attach-how.ts'
import type { Entry } from '../../../src/state/model/log-entry.ts'
import { compileCache } from '../../lab/compile-cache.ts'
import { alive, until } from '../../lab/process.ts'
import { startProcessGuard } from '../../lab/process-guard.ts'
import { type LabOptions, startLab } from '../../lab/sshd.ts'
import type { Task } from './driver.ts'
import { farAway } from './far.ts'

const driver = fileURLToPath(new URL('driver.ts', import.meta.url))

export interface Visit {
  screen(): string
  sees(what: string | RegExp): Promise<string>
  keys(...names: string[]): void
  type(text: string): void
  /** What became of it, when it is over. */
  ended(): Promise<Entry>
  readonly pane: string
}

export interface Start {
  readonly target: string
  readonly how?: AttachHow
  readonly sshConfig?: string
  readonly env?: Readonly<Record<string, string>>
  /** Started in a pane of this machine's tmux, which a terminal is attached to. */
  readonly inside?: boolean
  /** The terminal answers late, in order: it is at the end of a slow line. */
  readonly far?: boolean
  /** Of the terminal; default 100 x 30. */
  readonly size?: readonly [columns: number, rows: number]
}

/** A lab, and terminals (panes of a private tmux) in which people attach to it. All its own, and nothing left. */
export async function startStage(options: LabOptions = { hosts: 2 }) {
  const lab = await startLab(options)
  const dir = mkdtempSync('/tmp/fma-')
  const guard = startProcessGuard(dir)
  for (const name of ['home', 'config', 'state', 'run', 'here', 'work']) {
    mkdirSync(join(dir, name), { mode: 0o700 })
  }
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: join(dir, 'home'),
    XDG_CONFIG_HOME: join(dir, 'config'),
    XDG_STATE_HOME: join(dir, 'state'),
    XDG_RUNTIME_DIR: join(dir, 'run'),
    TMUX_TMPDIR: join(dir, 'here'),
    LANG: 'C.UTF-8',
    SHELL: '/bin/sh',
    NODE_COMPILE_CACHE: compileCache,
  }
  const tmux = (socket: readonly string[], args: readonly string[]) =>
    execFileSync('tmux', [...socket, '-f', '/dev/null', ...args], {
      env,
      encoding: 'utf8',
    }).trimEnd()
  const terminal = (...args: string[]) => tmux(['-S', join(dir, 'terminal')], args)
  const here = (...args: string[]) => tmux([], args)
  terminal('new-session', '-d', '-s', 'people', '-x', '100', '-y', '30', 'cat')
  terminal('set-option', '-g', 'status', 'off')
  terminal('set-option', '-g', 'default-terminal', 'tmux-256color')
  let count = 0

  /** A command in a terminal of its own; the pane's id. */
  function open(command: string, around = terminal): string {
    return around(
      'new-window',
      '-d',
      '-P',
      '-F',
      '#{pane_id}',
      '-t',
      around === terminal ? 'people:' : 'work:',
      command,
    )
  }

  /** A person's terminal on a session of a host, beside what is tried. */
  async function onlooker(name: string, session: string): Promise<string> {
    const { tmuxDir } = lab.host(name)
    const attach = `env -u TMUX TMUX_TMPDIR='${tmuxDir}' tmux attach-session -t '=${session}'`
    const before = await lab.tmux(name, 'list-clients', '-F', '#{client_name}')
    open(attach)
    return until('the onlooker', async () => {
      const now = await lab.tmux(name, 'list-clients', '-F', '#{client_name} #{client_flags}')
      return now
        .split('\n')
        .find(
          line =>
            line && !line.includes('control-mode') && !before.includes(line.split(' ')[0] ?? ''),
        )
        ?.split(' ')[0]
    })
  }

  function start({
    target,
    how = {},
    sshConfig = lab.sshConfig,
    env: more = {},
    inside = false,
    size,
    far = false,
  }: Start): Visit {
    const result = join(dir, `result${count++}`)
    const task: Task = { target, how, sshConfig, result }
    const set = Object.entries(more)
      .map(([key, value]) => `${key}='${value}'`)
      .join(' ')
    const unset = inside ? '' : '-u TMUX -u TMUX_PANE'
    const words = [process.execPath, driver, JSON.stringify(task)]
    const quoted = words.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
    const command = `cd '${dir}/work'; env ${unset} ${set} ${quoted}; echo back; PS1='shell> ' exec env -u ENV sh`
    const around = inside ? here : terminal
    const behind = { dir, sshConfig: lab.sshConfig, host: 'lab2', env, command }
    const pane = open(far ? farAway(behind) : command, around)
    if (size) around('resize-window', '-t', pane, '-x', String(size[0]), '-y', String(size[1]))
    if (inside) around('select-window', '-t', pane)
    const screen = () => around('capture-pane', '-p', '-t', pane)
    return {
      pane,
      screen,
      sees: what =>
        until(`${what}`, () => {
          const now = screen()
          return (typeof what === 'string' ? now.includes(what) : what.test(now)) && now
        }).catch(error => {
          throw new Error(`${error.message}\n${screen()}`)
        }) as Promise<string>,
      keys: (...names) => void around('send-keys', '-t', pane, ...names),
      type: text => void around('send-keys', '-l', '-t', pane, text),
      ended: () =>
        until(
          'the end',
          () => existsSync(result) && JSON.parse(readFileSync(result, 'utf8')),
        ).catch(error => {
          throw new Error(`${error.message}\n${screen()}`)
        }),
    }
  }

  return {
    lab,
    dir,
    env,
    terminal,
    here,
    open,
    onlooker,
    start,
    async close() {
      for (const socket of [['-S', join(dir, 'terminal')], []]) {
        const ask = spawnSync('tmux', [...socket, 'display-message', '-p', '#{pid}'], {
          env,
          encoding: 'utf8',
        })
        const pid = Number(ask.stdout.trim())
        if (!pid) continue
        spawnSync('tmux', [...socket, 'kill-server'], { env })
        await until(`the end of tmux ${pid}`, () => !alive(pid))
      }
      await closeMasters(join(dir, 'run/fleetmux'))
      await lab.close()
      await guard.end()
    },
  }
}

export type Stage = Awaited<ReturnType<typeof startStage>>
