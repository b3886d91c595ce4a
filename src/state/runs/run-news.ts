import type { FleetRun, RunAsk } from '../model/fleet-run.ts'
import type { Entry } from '../model/log-entry.ts'
import { type Clean, clean, says } from '../text/clean.ts'

/** A change of a run that is reported to the user. */
export interface RunNews {
  readonly what: 'started' | 'asks' | 'answered' | 'ended'
  readonly run: FleetRun
  readonly text: Clean
  readonly tone: Entry['tone']
  /** The new question, if `what` is `asks`. */
  readonly ask?: RunAsk
}

/** The changes of a run; `before`: undefined if the run was not known. */
export function newsOf(before: FleetRun | undefined, run: FleetRun): readonly RunNews[] {
  const told = (what: RunNews['what'], text: Clean, tone: Entry['tone'] = 'info') =>
    ({ what, run, text, tone }) as const
  const name = runName(run)
  return [
    ...(before || run.state !== 'running' ? [] : [told('started', says`${name} has started.`)]),
    ...newAsks(before, run).map(ask => ({ ...told('asks', askText(name, ask)), ask })),
    ...(isAnswered(before, run) ? [told('answered', says`${name} was answered.`)] : []),
    ...(isOver(before) || !isOver(run) ? [] : [told('ended', endText(run), toneOf(run))]),
  ]
}

/** A name for the run in messages: `claude on gpu1 (fix the flaky test)`. */
function runName({ agent, host, title }: FleetRun): Clean {
  return clean(`${agent} on ${host} (${title.length > 40 ? `${title.slice(0, 39)}…` : title})`)
}

function newAsks(before: FleetRun | undefined, run: FleetRun): readonly RunAsk[] {
  const known = new Set(before?.digest?.asks.map(({ interaction }) => interaction))
  return (run.digest?.asks ?? []).filter(({ interaction }) => !known.has(interaction))
}

function askText(name: Clean, { text }: RunAsk): Clean {
  return says`${name} asks: ${text.replaceAll('\n', ' ')}`
}

function isAnswered(before: FleetRun | undefined, run: FleetRun): boolean {
  const open = new Set(run.digest?.asks.map(({ interaction }) => interaction))
  return !isOver(run) && (before?.digest?.asks ?? []).some(ask => !open.has(ask.interaction))
}

/** Whether the run has ended. If its stream is read, the end is taken from the stream. */
function isOver(run: FleetRun | undefined): boolean {
  if (!run) return false
  const isRead = run.digest !== null && run.failure === undefined
  return isRead ? run.digest?.end !== null : run.state !== 'running'
}

function toneOf({ digest, code }: FleetRun): Entry['tone'] {
  return (digest?.end ? digest.end.isOk : code === 0) ? 'good' : 'bad'
}

function endText(run: FleetRun): Clean {
  const words =
    run.digest?.end?.words ?? (run.code === null ? 'no result is known' : `exit code ${run.code}`)
  return says`${runName(run)} has ended: ${words}`
}
