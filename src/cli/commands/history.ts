import { failureJson } from '../../state/json/failure-json.ts'
import { sentence } from '../../state/model/failure.ts'
import { THIS_MACHINE } from '../../state/model/host-config.ts'
import type { HistoryEntry } from '../../state/shared-history/history-entry.ts'
import { filterHistory, type HistoryFilter } from '../../state/shared-history/history-filter.ts'
import type { HistoryPlace, HistoryReading } from '../../state/shared-history/shared-history.ts'
import { durationText } from '../../state/text/age.ts'
import { counted } from '../../state/text/counted.ts'
import { readDuration } from '../args/duration.ts'
import { hostsOf, placeOf } from '../args/host-arguments.ts'
import { readHomePath } from '../args/host-path.ts'
import { readWhole } from '../args/launch.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { type Flags, usage } from '../command/flag.ts'
import { toJson } from '../print/json.ts'
import { table } from '../print/table.ts'

export const history: Command = {
  name: 'history',
  usage:
    '[HOST[:DIRECTORY]] [--search TEXT] [--since AGE] | on|off SESSION | add HOST[:DIRECTORY] TEXT',
  summary: 'Show the shared history of a project: prompts, answers and actions of everybody',
  details: `
The history is stored in the project on its host, in .maestro/history, one file per machine that writes; Maestro uses
the same files. Texts sent to a session are recorded once this is enabled for the session. Without an argument the
project of the current directory is shown. An unreachable host is no error: entries written from this machine are shown.`,
  examples: [
    ['history gpu1:src/app --since 2d', 'The last two days'],
    ['history gpu1:src/app --search deploy --full', 'With whole answers'],
    ['history on gpu1/claude', 'Record everything that is sent to this session from now on'],
    [
      'history add gpu1:src/app "moved the data to /srv"',
      'Add a note for other users of the project',
    ],
  ],
  flags: {
    search: { kind: 'text', about: 'Only entries that contain this text' },
    since: { kind: 'text', about: 'Only entries younger than this: 90m, 12h, 7d' },
    person: { kind: 'text', about: 'Only entries of this person' },
    'from-machine': { kind: 'text', about: 'Only entries from this machine' },
    session: { kind: 'text', about: 'Only entries of this session' },
    limit: { kind: 'text', about: 'Number of entries, newest first; default 100' },
    full: { kind: 'switch', about: 'Also print whole answers' },
    json: { kind: 'switch', about: 'One JSON document' },
  },
  takes: [0, 3],
  run,
}

async function run(call: Call): Promise<number> {
  const [first, place = '', text = ''] = call.args
  if (first === 'add') return add(call, place, text)
  if (first === 'on' || first === 'off') return share(call, place, first === 'on')
  if (call.args.length > 1)
    throw usage(
      'history takes only one HOST:DIRECTORY.',
      'To add a note: `fleetmux history add HOST:DIRECTORY TEXT`.',
    )
  const limit = readWhole(call.flags, 'limit', [1, 100_000], 100)
  const filter = filterOf(call.flags)
  const { fleet, where } = await openPlace(call, first)
  const reading = await (await fleet.onHosts.history()).read(where)
  const found = filterHistory(reading.entries, filter)
  const entries = found.slice(0, limit)
  if (call.flags.is('json')) {
    const { length: total } = found
    await call.print(toJson(readingJson(where, reading, { total, entries })))
    return DONE
  }
  await tell(call, reading, entries)
  sayLeftOut(call, reading, found.length - entries.length)
  return DONE
}

async function add(call: Call, place: string, text: string): Promise<number> {
  if (text.trim() === '')
    throw usage(
      'history add: missing argument HOST:DIRECTORY or TEXT.',
      'Write `fleetmux history add HOST:DIRECTORY TEXT`.',
    )
  const { fleet, where } = await openPlace(call, place)
  await (await fleet.onHosts.history()).append(where, { type: 'USER', summary: text })
  return DONE
}

async function share(call: Call, session: string, on: boolean): Promise<number> {
  const word = on ? 'on' : 'off'
  if (session === '')
    throw usage(
      `history ${word}: missing argument SESSION.`,
      `Write \`fleetmux history ${word} HOST/SESSION\`.`,
    )
  const { written } = placeOf(call.flags, session)
  const fleet = await call.open([written.host])
  const host = fleet.nameOf(written.host)
  await (await fleet.onHosts.history()).share(host, written.session, on)
  const name = `${host}/${written.session}`
  call.say(
    on
      ? `Texts sent to ${name} are now recorded in the history of its project.`
      : `Texts sent to ${name} are no longer recorded.`,
  )
  return DONE
}

function filterOf(flags: Flags): HistoryFilter {
  const since = readDuration(flags, 'since')
  const words = ['person', 'session'] as const
  const given = words.flatMap(name => {
    const value = flags.text(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const text = flags.text('search')
  const machine = flags.text('from-machine')
  return {
    ...Object.fromEntries(given),
    ...(text !== undefined && { text }),
    ...(machine !== undefined && { machine }),
    ...(since !== undefined && { since: Date.now() - since }),
  }
}

async function openPlace(call: Call, written: string | undefined) {
  const { address, path } = readHomePath(written ?? '')
  const [asked = THIS_MACHINE, ...others] = hostsOf(
    call.flags,
    written === undefined ? [] : [address],
    'HOST',
  )
  if (others.length > 0) throw usage('history works on one project at a time.', 'Name one host.')
  const fleet = await call.open([asked])
  const host = fleet.nameOf(asked)
  const isHere = written === undefined && call.flags.list('remote').length === 0
  const where: HistoryPlace = { host, directory: isHere ? process.cwd() : path }
  return { fleet, where }
}

async function tell(
  call: Call,
  { failure, wantsIgnore }: HistoryReading,
  entries: readonly HistoryEntry[],
): Promise<void> {
  if (failure)
    call.say(
      `Only the entries written from this machine are shown, because the host cannot be reached: ${sentence(failure)}`,
    )
  if (wantsIgnore && entries.length > 0)
    call.say(
      'git on the host shows the history as untracked files: add .maestro/history/ to the .gitignore of the project.',
    )
  if (entries.length === 0) call.say('No entries match, or the history is empty.')
  const isFull = call.flags.is('full')
  if (!isFull) {
    for (const line of table(TITLES, entries.map(row), call.terminal)) await call.print(line)
    return
  }
  for (const entry of entries) {
    await call.print(row(entry).filter(Boolean).join('  '))
    for (const line of entry.answer?.split('\n') ?? []) await call.print(`    ${line}`)
  }
}

/** Says which entries the list does not have: `left` older ones, and those that were not read. */
function sayLeftOut(call: Call, { isCut }: HistoryReading, left: number): void {
  if (left > 0)
    call.say(
      `${counted(left, 'older entry', 'older entries')} ${left === 1 ? 'is' : 'are'} not shown; use --limit to show more.`,
    )
  if (isCut)
    call.say(
      'The history is too long: of each installation of fleetmux only the newest entries were read, at most 5000, and of at most 500 installations.',
    )
}

const TITLES = ['WHEN', 'WHO', 'MACHINE', 'SESSION', 'RESULT', 'WHAT']

function row(entry: HistoryEntry): string[] {
  const { timestamp, person = '', machine, session = '', summary, success, milliseconds } = entry
  const took = milliseconds === undefined ? '' : durationText(milliseconds)
  const end = success === undefined ? took : `${success ? 'ok' : 'failed'} ${took}`.trim()
  return [whenText(timestamp), person, machine, session, end, summary]
}

/** Formats a time as `2026-01-31 17:04`, in this machine's time zone. */
function whenText(at: number): string {
  const date = new Date(at)
  const pad = (part: number) => String(part).padStart(2, '0')
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`
}

function readingJson(
  { host }: HistoryPlace,
  { directory, failure, isCut }: HistoryReading,
  found: { readonly total: number; readonly entries: readonly HistoryEntry[] },
): Readonly<Record<string, unknown>> {
  return {
    host,
    directory,
    reached: !failure,
    ...(failure && { failure: failureJson(failure) }),
    ...(isCut && { isCut }),
    ...found,
  }
}
