import { isHere, viaOf } from '../../state/attach.ts'
import type { Command } from '../../state/command.ts'
import type { Event } from '../../state/event.ts'
import { FailureError } from '../../state/failure.ts'
import type { State } from '../../state/model.ts'
import { type Found, paneOf } from '../../state/target.ts'
import { writeConfig } from '../config-write.ts'
import type { Here } from '../here.ts'
import type { Link } from '../host/link.ts'
import type { CommandLine } from '../host/transport.ts'
import { type Ending, toEvent } from './ending.ts'
import { inTerminal, type Lend } from './lend.ts'
import { createMosh, type Mosh } from './mosh.ts'
import { type Place, placeOf } from './place.ts'
import { type Around, nested, showAround, tmuxHere } from './surround.ts'
import { sessionWords, switchWords, viewName, type Wanted, windowWords } from './view.ts'
import { askHost } from './way.ts'

type Attach = Extract<Command, { type: 'attach' }>

export interface AttachTools {
  readonly getState: () => State
  readonly link: Link
  readonly lend: Lend
  readonly here: Here
  readonly sshConfig?: string
}

/**
 * Shows a session to a person, over the warm master or mosh, where and how they want it; resolves when they
 * are back, or when it shows beside us, with what became of it.
 */
export async function attach(command: Attach, tools: AttachTools): Promise<Event> {
  const state = tools.getState()
  const found = paneOf(state, command.target)
  if (!found) throw gone(command)
  const { strategy = 'auto', readOnly = false } = command
  if (command.remember && strategy !== 'auto') writeConfig({ strategy })
  const here = isHere(state, command.target)
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
  /** Asked afterwards: does the session still live, and does the host know our terminal? */
  readonly lives: () => Promise<boolean | null>
  readonly knowsTerminal: () => Promise<boolean | null>
}

async function prepare(
  command: Attach,
  wanted: Wanted,
  found: Omit<Found, 'target'>,
  tools: AttachTools,
): Promise<Visit> {
  const { link, sshConfig } = tools
  const state = tools.getState()
  const { host, server } = command.target
  const here = isHere(state, command.target)
  const via = here ? 'local' : viaOf(state, command.target, command.via)
  if (here && command.via === 'mosh') throw moshIsForOthers()
  const words = command.window ? windowWords(wanted) : sessionWords(wanted)
  const { deadline } = state.settings
  const asking = { host: found.host.config, deadline, ...(sshConfig && { sshConfig }) }
  const mosh = via === 'mosh' ? await createMosh(asking, words) : null
  const line = mosh?.line ?? (await link.terminal(words))
  return {
    name: `${host}/${found.session.name}`,
    host,
    via,
    mosh,
    line: here ? nested(line) : line,
    lives: () => livesOn(link, found.session.id, server),
    knowsTerminal: async () => {
      const { code } = await askHost(asking, ['infocmp', process.env.TERM ?? ''])
      return code === 127 ? null : code === 0
    },
  }
}

/** The terminal itself goes there and comes back. */
async function handOver(visit: Visit, lend: Lend): Promise<Event> {
  const code = await inTerminal(visit.mosh?.heard ?? visit.line, lend)
  const said = visit.mosh?.said() ?? ''
  const { name, host, via } = visit
  const broken = code !== 0 && code !== 130
  return toEvent({
    ...{ name, host, via, code, said },
    lives: await visit.lives(),
    knowsTerminal: broken ? await visit.knowsTerminal().catch(() => null) : null,
  })
}

async function showBeside(around: Around, visit: Visit, here: Here): Promise<Event> {
  const { name, line } = visit
  await showAround(around, line, { here, name })
  if (around === 'popup') return { type: 'did', text: `Back from ${name}.` }
  return {
    type: 'did',
    text: `${name} is in ${around === 'split' ? 'the split' : 'a new window'}.`,
  }
}

/** The terminal around us shows the other session; we go on in the one that it leaves. */
async function switchTo(wanted: Wanted, command: Attach, here: Here): Promise<Event> {
  const { session } = wanted
  const view = viewName()
  try {
    const words = command.window ? switchWords(wanted, view) : ['switch-client', '-t', session.id]
    await tmuxHere(here, words)
  } catch (thrown) {
    // Where it was not even made, there is nothing to take away.
    if (command.window) await tmuxHere(here, ['kill-session', '-t', `=${view}`]).catch(() => {})
    throw thrown
  }
  const text = `Switched to ${session.name}: tmux's prefix and L come back here.`
  return { type: 'did', text }
}

/** Asks over the channel that is open anyway; where there is none, nobody can say. */
async function livesOn(link: Link, session: string, server: string): Promise<boolean | null> {
  const words = ['display-message', '-p', '-t', session, '#{pid}:#{start_time}:#{session_id}']
  try {
    const answer = await link.client().ask([words])
    return String(answer[0]).trim() === `${server}:${session}`
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    if (thrown.failure.kind === 'missing' || thrown.failure.kind === 'remote') return false
    return runs(link)
  }
}

/** Nobody to talk to: is there no line, or no server any more? */
async function runs(link: Link): Promise<false | null> {
  try {
    await link.runOnce(['list-sessions'])
    return null
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    return /no server running/.test(thrown.failure.why ?? '') ? false : null
  }
}

function gone({ target }: Attach): FailureError {
  return new FailureError({ kind: 'missing', host: target.host, what: 'That pane is gone.' })
}

function moshIsForOthers(): FailureError {
  return new FailureError({
    kind: 'usage',
    what: 'mosh goes to other machines, not to this one.',
    now: 'Leave out --via.',
  })
}
