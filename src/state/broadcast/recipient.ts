import { whyAsks } from '../agents/asking.ts'
import { agentOf, SHELL } from '../agents/need.ts'
import { isAgent, isShell } from '../agents/program.ts'
import { noSuchHost } from '../hosts/host.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import type { Host, Pane, Session } from '../model/fleet.ts'
import { paneKey } from '../model/live-pane.ts'
import type { SendOptions } from '../model/receipt.ts'
import type { Recipient } from '../model/recipient.ts'
import type { State } from '../model/state.ts'
import type { RecipientTarget, Target, WrittenTarget } from '../model/target.ts'
import { mayReach, mayType } from '../sessions/session.ts'
import { find, paneOf } from '../targets/target.ts'

/** The options that decide which panes may get the text. */
type Conditions = Pick<SendOptions, 'onlyAtPrompt' | 'queue' | 'answer'> &
  Partial<Pick<SendOptions, 'mode'>>

/** Finds the pane of each recipient. A pane that is named twice gets the text once. */
export function recipients(
  state: State,
  aims: readonly RecipientTarget[],
  how: Conditions,
  taken: readonly Target[] = [],
): Recipient[] {
  // For each pane: the name of the first recipient that is this pane. A second recipient that is the same pane is
  // refused, with a message that contains this name.
  const heard = new Map(taken.map(target => [paneKey(target), nameOf(state, target)]))
  return aims.map(aim => {
    const one = recipient(state, aim, how)
    if (!one.target || one.failure) return one
    const key = paneKey(one.target)
    const twin = heard.get(key)
    if (twin !== undefined)
      return {
        ...one,
        failure: refusal(
          one.target.host,
          `This target is the same pane as ${twin}, so the text is sent there only once.`,
        ),
      }
    heard.set(key, one.name)
    return one
  })
}

/** The targets of these recipients, so that a broadcast goes exactly to the recipients that the user was shown. */
export function recipientTargets(shown: readonly Recipient[]): RecipientTarget[] {
  return shown.flatMap(({ target, written }) => target ?? written ?? [])
}

/**
 * Whether a shell or a known agent would read the text; for a shell only without the alternate screen. This does not
 * prove that the program waits for input: a shell script has the name of its shell, and an agent may be working.
 */
function atPrompt(host: Host, pane: Pane): boolean {
  if (isAgent(pane.command) || runsAgent(host, pane)) return true
  return isShell(pane.command) && !pane.alternate
}

/** Whether the pane runs an agent although its process has another name, such as `node` or a version number. */
function runsAgent(host: Host, pane: Pane): boolean {
  const status = agentOf(host, pane)
  if (!status || status.agent === SHELL) return false
  // A program that is no known agent also has a status while it asks a question; `status.agent` is then the name of the
  // program.
  return status.state !== 'waiting' || status.agent !== pane.command
}

/** `host/session:window.pane`, or `host/%id` if the pane is unknown. */
export function nameOf(state: State, target: Target): string {
  const found = paneOf(state, target)
  return found ? paneName(found.host, found.session, found.pane) : `${target.host}/${target.pane}`
}

function recipient(state: State, aim: RecipientTarget, how: Conditions): Recipient {
  if ('server' in aim) return check(state, aim, how)
  const found = find(state, aim)
  if ('target' in found) return { ...check(state, found.target, how), written: aim }
  return {
    name: writtenName(aim),
    target: null,
    written: aim,
    command: '',
    failure: whyMissing(state, aim, found),
  }
}

function check(state: State, target: Target, how: Conditions): Recipient {
  const found = paneOf(state, target)
  const known = { name: nameOf(state, target), target, command: found?.pane.command ?? '' }
  const failure = whyNotHear(state, target, how)
  const unheard = found && mayReach(found.host)
  const isWaitable = how.queue === true && unheard && !found.pane.ours && !found.pane.dead
  if (isWaitable) return { ...known, failure: null, held: unheard }
  const asks = failure || mayAnswer(how) ? null : whyAsks(state, target)
  // A queued text is not refused because of a question: the pane is checked again when the text is due.
  if (how.queue) return { ...known, failure, ...(asks && { asks }) }
  return { ...known, failure: failure ?? asks }
}

function mayAnswer({ answer, mode }: Conditions): boolean {
  // Keys are checked only when they are sent: while the program asks a question, an interrupt (C-c) is allowed, other
  // keys may be refused.
  return answer !== undefined || mode === 'keys'
}

/** Why nothing may be sent to the pane; null: sending is allowed. */
function whyNotHear(state: State, target: Target, how: Conditions): Failure | null {
  const host = state.hosts.get(target.host)
  // If the host is down, that is the reason to report, whatever the state of its panes.
  const unheard = host ? mayReach(host) : noSuchHost(target.host)
  if (unheard) return unheard
  const failure = mayType(state, target)
  const pane = paneOf(state, target)?.pane
  if (failure || !pane) return failure
  if (pane.inMode) return inCopyMode(target.host)
  if (!how.onlyAtPrompt || !host || atPrompt(host, pane)) return null
  const program = pane.command || 'a program'
  return refusal(
    target.host,
    isShell(program)
      ? `${program} uses the whole screen (alternate screen), so it is not at a prompt.`
      : `The pane runs ${program}, which is neither a shell nor an agent known to fleetmux.`,
    'To send to such panes too, leave out --only-at-prompt (on the screen: ctrl-g).',
  )
}

export function inCopyMode(host: string): Failure {
  return refusal(
    host,
    'The pane is in copy mode, so the text would not reach its program.',
    'Nothing was sent. Leave copy mode with q in the pane, then send the text again.',
  )
}

function whyMissing(state: State, { host }: WrittenTarget, failure: Failure): Failure {
  const known = state.hosts.get(host)
  return (known && mayReach(known)) || failure
}

function paneName(host: Host, session: Session, pane: Pane): string {
  return `${host.config.name}/${session.name}:${pane.window.index}.${pane.index}`
}

function writtenName({ host, session, window, pane }: WrittenTarget): string {
  const place = [window, pane].filter(part => part !== undefined).join('.')
  return `${host}/${session}${place && `:${place}`}`
}

function refusal(host: string, what: string, hint?: string): Failure {
  return makeFailure({ kind: 'refused', host, what, ...(hint && { hint }) })
}
