import { constants } from 'node:os'
import type { Pane, Session } from '../../state/model/fleet.ts'
import { cleanName } from '../../state/text/clean.ts'
import { countOf, isId, isOn, LATEST_TIME, MAX_SIDE } from './number.ts'

/** Tells whether a pane runs fleetmux itself. Such a pane is listed, but nothing is ever typed into it. */
export type IsOurs = (pane: string) => boolean

/**
 * Combines the answers to the six tmux commands of `list`. Skips lines that cannot be parsed or have an invalid number,
 * because what a host sends may be incomplete or wrong.
 */
export function readListing(answers: readonly Buffer[], isOurs: IsOurs): Session[] {
  const [sessions, windows, panes, commands, clients, options] = answers.map(answer =>
    lines(answer),
  )
  const named = new Map(fieldsOf(windows, 1))
  const running = new Map(fieldsOf(commands, 1))
  const told = fieldsOf(options, 1).filter(([, text]) => text !== UNSAID)
  const said = new Map(told.map(([id, text]) => [id, readSaid(text)]))
  const attached = countTerminals(clients ?? [])
  const bySession = Map.groupBy(
    (panes ?? []).flatMap(line => readPane(line, named, running, isOurs)),
    ({ session }) => session,
  )
  const seen = new Set<string>()
  return fieldsOf(sessions, 5).flatMap(([numbers, name]) => {
    const [id = '', created, count, destroys = '', view = '0'] = numbers.split(' ')
    const figures = { created: timeOf(created), windows: countOf(count) }
    // Skips temporary sessions that only show another session in one terminal. They end with that terminal.
    if (view === '1' || !isId(id, '$') || seen.has(id) || !isWhole(figures)) return []
    seen.add(id)
    const own = bySession.get(id)?.map(({ pane }) => withSaid(pane, said.get(pane.id))) ?? []
    const tracked = own.map(pane => said.get(pane.id)?.id).find(Boolean)
    const newest = own.reduce((latest, pane) => Math.max(latest, pane.activity), figures.created)
    return [
      {
        id,
        name: cleanName(name),
        ...figures,
        activity: newest,
        attached: attached.get(name) ?? 0,
        panes: own,
        ...(isOn(destroys) && { fragile: true as const }),
        ...(tracked && { tracked }),
      },
    ]
  })
}

/** Converts tmux's epoch seconds to epoch milliseconds; null: invalid. */
function timeOf(seconds: string | undefined): number | null {
  const time = countOf(seconds, LATEST_TIME)
  return time === null ? null : time * 1000
}

type Whole<T> = { readonly [K in keyof T]: NonNullable<T[K]> }

function isWhole<T extends Readonly<Record<string, number | null>>>(
  figures: T,
): figures is T & Whole<T> {
  for (const name in figures) if (figures[name] === null) return false
  return true
}

/** The user options of a pane. */
interface Said {
  readonly id: string
  readonly agent: string
  readonly state: string
}

/** What tmux prints for a pane that has none of the user options `id`, `agent` and `state`. */
const UNSAID = '||'

function readSaid(text: string): Said {
  const [id = '', agent = '', ...state] = text.split('|')
  return { id, agent, state: state.join('|') }
}

function withSaid(pane: Pane, said: Said | undefined): Pane {
  const words = said && wordsOf(said)
  return words ? { ...pane, said: words } : pane
}

function wordsOf({ id, agent, state }: Said): Pane['said'] {
  const words = {
    ...(agent && { agent: cleanName(agent) }),
    ...(state && { state: cleanName(state) }),
    ...(id && { own: true as const }),
  }
  return agent || state ? words : undefined
}

/**
 * Reads what a pane's user options (`@fleetmux_agent` and others) say from tmux's answer for one pane: the pane's id, a
 * space, and the values separated by `|`.
 */
export function paneSaid(answer: string): Pane['said'] {
  return wordsOf(readSaid(answer.slice(answer.indexOf(' ') + 1)))
}

function lines(answer: Buffer): string[] {
  return answer.length === 0 ? [] : answer.toString('utf8').split('\n')
}

/** Splits each line into `count` fields without spaces, and the free text after these fields. */
function fieldsOf(lines: readonly string[] | undefined, count: number): [string, string][] {
  return (lines ?? []).flatMap(line => {
    const fields = split(line, count)
    return fields ? [fields] : []
  })
}

function split(line: string, count: number): [string, string] | null {
  let at = -1
  for (let seen = 0; seen < count; seen++) {
    at = line.indexOf(' ', at + 1)
    if (at < 0) return null
  }
  return [line.slice(0, at), line.slice(at + 1)]
}

/**
 * Counts the users' terminals attached to each session, by session name. A control client with `ignore-size`, such as a
 * client of fleetmux, only watches and is not counted.
 */
function countTerminals(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [flags, session] of fieldsOf(lines, 2)) {
    if (flags.startsWith('1') && flags.includes('ignore-size')) continue
    counts.set(session, (counts.get(session) ?? 0) + 1)
  }
  return counts
}

function readPane(
  line: string,
  windows: ReadonlyMap<string, string>,
  commands: ReadonlyMap<string, string>,
  isOurs: IsOurs,
): { session: string; pane: Pane }[] {
  const fields = split(line, 18)
  if (!fields) return []
  const [session = '', window = '', ...numbers] = fields[0].split(' ')
  const [windowIndex, windowActive, id = '', index, active, width, height, pid, ...rest] = numbers
  const [dead, status, signal, history, alternate, inMode, bracket, activity] = rest
  const figures = {
    index: countOf(index),
    width: countOf(width, MAX_SIDE),
    height: countOf(height, MAX_SIDE),
    pid: countOf(pid),
    history: countOf(history),
    activity: timeOf(activity),
  }
  const at = countOf(windowIndex)
  if (!isWhole(figures) || at === null || !isId(id, '%') || !isId(window, '@')) return []
  return [
    {
      session,
      pane: {
        id,
        window: { id: window, index: at, name: cleanName(windows.get(window) ?? '') },
        ...figures,
        active: windowActive === '1' && active === '1',
        command: cleanName(commands.get(id) ?? ''),
        title: cleanName(fields[1]),
        ...(dead === '1' && { dead: { code: exitCode(status, signal) } }),
        alternate: alternate === '1',
        inMode: inMode !== '0' && inMode !== '',
        bracketPaste: bracket === '1',
        ours: isOurs(id),
      },
    },
  ]
}

/**
 * Reads the exit code of a dead pane. After a signal the status is empty, and the signal is a number or (on macOS) a
 * name. tmux before 3.3 reports neither.
 */
function exitCode(status: string | undefined, signal: string | undefined): number | undefined {
  if (status) return countOf(status, 255) ?? undefined
  if (!signal) return undefined
  const named = constants.signals[`SIG${signal.toUpperCase()}` as NodeJS.Signals]
  const number = named ?? countOf(signal, 127)
  return number === null ? undefined : 128 + number
}
