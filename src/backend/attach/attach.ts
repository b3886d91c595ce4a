import { FailureError } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { State } from '../../state/model/state.ts'
import { isHere, isOnOwnServer, viaOf } from '../../state/sessions/attach.ts'
import { type Found, paneOf } from '../../state/targets/target.ts'
import { writeConfig } from '../config/write.ts'
import type { Connection } from '../connection/connection.ts'
import type { OwnPane } from '../own-pane.ts'
import { handOverTerminal, type Lend, LINE_LOST } from '../terminal/hand-over-terminal.ts'
import { tmuxProgram } from '../tmux/channel/server.ts'
import type { CommandLine } from '../transport/transport.ts'
import { placeOf } from './attach-layout.ts'
import { askHost } from './choose-transport.ts'
import { type Ending, toEvent } from './ending.ts'
import { createMosh, type Mosh } from './mosh.ts'
import { showAround, type TmuxPlacement, tmuxHere, withoutTmuxVariables } from './nested-tmux.ts'
import { isSessionAlive } from './session-alive.ts'
import { sessionCommand, switchCommand, viewName, type WantedPane, windowCommand } from './view.ts'

type Attach = Extract<Command, { type: 'attach' }>

export interface AttachTools {
  readonly getState: () => State
  readonly link: Connection
  readonly lend: Lend
  readonly here: OwnPane
  readonly sshConfig?: string
}

/**
 * Shows a session to the user, over the open ssh master or mosh, in the requested location. Resolves with the result
 * when the user has left the session, or as soon as the session is shown in another window or split.
 */
export async function attach(command: Attach, tools: AttachTools): Promise<Event> {
  const state = tools.getState()
  const found = paneOf(state, command.target)
  if (!found) throw gone(command)
  const { strategy = 'auto', readOnly = false } = command
  if (command.remember && strategy !== 'auto') await writeConfig({ strategy })
  const here = isOnOwnServer(state, command.target)
  const place = placeOf({ strategy, settings: state.settings, here, readOnly })
  const wanted = { ...found, host: command.target.host, server: found.host.server, readOnly }
  if (place === 'switch') return switchTo(wanted, command, tools.here)
  const visit = await prepare(command, wanted, found, tools)
  return place === 'replace' ? handOver(visit, tools.lend) : showBeside(place, visit, tools.here)
}

interface Visit {
  readonly name: string
  readonly host: string
  readonly via: Ending['via']
  readonly line: CommandLine
  readonly mosh: Mosh | null
  /** Checked after the attach: whether the session still runs; null: unknown. */
  readonly lives: () => Promise<boolean | null>
  /** Checked after the attach: whether the host has a description of our terminal type; null: unknown. */
  readonly knowsTerminal: () => Promise<boolean | null>
}

async function prepare(
  command: Attach,
  wanted: WantedPane,
  found: Omit<Found, 'target'>,
  tools: AttachTools,
): Promise<Visit> {
  const { link, sshConfig } = tools
  const state = tools.getState()
  const { host } = command.target
  const here = isHere(state, command.target)
  const via = here ? 'local' : viaOf(state, command.target, command.via)
  if (here && command.via === 'mosh') throw moshIsForOthers()
  const { transport } = found.host.config
  if (via === 'mosh' && transport !== 'ssh') throw moshNeedsSsh(host, transport)
  const words = command.window ? windowCommand(wanted) : sessionCommand(wanted)
  const { deadline } = state.settings
  const asking = { host: found.host.config, deadline, ...(sshConfig && { sshConfig }) }
  const program = tmuxProgram(found.host.server)
  const mosh =
    via === 'mosh'
      ? await createMosh(asking, {
          program,
          words: [...link.tmux, ...words],
        })
      : null
  const line = mosh?.line ?? (await link.terminal(words, program))
  return {
    name: `${host}/${found.session.name}`,
    host,
    via,
    mosh,
    line: here ? withoutTmuxVariables(line) : line,
    lives: () => isSessionAlive(tools, command.target, found.session.id),
    knowsTerminal: async () => {
      const { code } = await askHost(asking, { argv: ['infocmp', process.env.TERM ?? ''] })
      return code === 127 ? null : code === 0
    },
  }
}

/** Gives the terminal of fleetmux to the session until the session is left. */
async function handOver(visit: Visit, lend: Lend): Promise<Event> {
  const code = await handOverTerminal(visit.mosh?.heard ?? visit.line, lend)
  const said = visit.mosh?.said() ?? ''
  const { name, host, via } = visit
  // A lost connection cannot answer the checks below, and the user would have to wait for their timeouts.
  const reached = code !== LINE_LOST && said === ''
  return toEvent({
    ...{ name, host, via, code, said },
    lives: reached ? await visit.lives() : null,
    // tmux exits with 1 on any error. If the query for the terminal type fails, it stays unknown whether the host knows
    // the terminal.
    knowsTerminal: reached && code === 1 ? await visit.knowsTerminal().catch(() => null) : null,
  })
}

async function showBeside(around: TmuxPlacement, visit: Visit, here: OwnPane): Promise<Event> {
  const { name, line } = visit
  await showAround(around, line, { here, name })
  if (around === 'popup') return { type: 'did', text: `Back from ${name}.` }
  return {
    type: 'did',
    text: `${name} is in ${around === 'split' ? 'the split' : 'a new window'}.`,
  }
}

/** Switches the terminal that fleetmux runs in to the other session. fleetmux keeps running in its own session. */
async function switchTo(wanted: WantedPane, command: Attach, here: OwnPane): Promise<Event> {
  const { session } = wanted
  const view = viewName()
  try {
    const words = command.window ? switchCommand(wanted, view) : ['switch-client', '-t', session.id]
    await tmuxHere(here, words)
  } catch (thrown) {
    // Removes the temporary session that shows the window. If this fails, the session was never created.
    if (command.window) await tmuxHere(here, ['kill-session', '-t', `=${view}`]).catch(() => {})
    throw thrown
  }
  const text = `Switched to ${session.name}: press the tmux prefix, then L, to switch back to fleetmux.`
  return { type: 'did', text }
}

function gone({ target }: Attach): FailureError {
  return new FailureError({
    kind: 'missing',
    host: target.host,
    what: 'The pane no longer exists.',
    hint: `\`fleetmux ls --host ${target.host}\` lists the sessions of the host.`,
  })
}

function moshNeedsSsh(host: string, transport: string): FailureError {
  return new FailureError({
    kind: 'usage',
    host,
    what: 'mosh works only for hosts of transport ssh.',
    why: `the transport of this host is ${transport}`,
    hint: 'Omit --via mosh, or remove "attach" from the entry of the host in the configuration.',
  })
}

function moshIsForOthers(): FailureError {
  return new FailureError({
    kind: 'usage',
    what: 'mosh cannot attach to sessions of this machine.',
    hint: 'Omit `--via mosh`.',
  })
}
