import type { FleetRun } from '../model/fleet-run.ts'
import type { Entry } from '../model/log-entry.ts'
import { type Clean, clean, says } from '../text/clean.ts'

/** What the event log tells of a run: that it started, asks, was answered, has ended. */
export function newsOf(before: FleetRun | undefined, run: FleetRun, at: number): readonly Entry[] {
  const entry = (tone: Entry['tone'], text: Clean): Entry => ({ at, tone, text, host: run.host })
  return [
    ...(before || run.state !== 'running'
      ? []
      : [entry('info', says`${runName(run)} has started.`)]),
    ...asked(before, run).map(text => entry('info', text)),
    ...(isAnswered(before, run) ? [entry('info', says`${runName(run)} was answered.`)] : []),
    ...(isOver(before) || !isOver(run) ? [] : [entry(toneOf(run), endText(run))]),
  ]
}

/** `claude on gpu1 (fix the flaky test)`. */
function runName({ agent, host, title }: FleetRun): Clean {
  return clean(`${agent} on ${host} (${title.length > 40 ? `${title.slice(0, 39)}…` : title})`)
}

function asked(before: FleetRun | undefined, run: FleetRun): readonly Clean[] {
  const known = new Set(before?.digest?.asks.map(({ interaction }) => interaction))
  return (run.digest?.asks ?? [])
    .filter(({ interaction }) => !known.has(interaction))
    .map(({ text }) => says`${runName(run)} asks: ${text.replaceAll('\n', ' ')}`)
}

function isAnswered(before: FleetRun | undefined, run: FleetRun): boolean {
  const open = new Set(run.digest?.asks.map(({ interaction }) => interaction))
  return !isOver(run) && (before?.digest?.asks ?? []).some(ask => !open.has(ask.interaction))
}

/** As far as its stream is read: how it ended stands in there. */
function isOver(run: FleetRun | undefined): boolean {
  return !!run && (run.digest ? run.digest.end !== null : run.state !== 'running')
}

function toneOf({ digest, code }: FleetRun): Entry['tone'] {
  return (digest?.end ? digest.end.isOk : code === 0) ? 'good' : 'bad'
}

function endText(run: FleetRun): Clean {
  const words = run.digest?.end?.words ?? (run.code === null ? 'gone' : `exit code ${run.code}`)
  return says`${runName(run)} has ended: ${words}`
}
