import { constants } from 'node:os'
import { cleanName } from '../../state/clean.ts'
import type { Pane, Session } from '../../state/fleet.ts'
import { isId, LATEST, toCount, WIDEST } from './figure.ts'

/** Whose pane is it: fleetmux's own is listed, and left alone. */
export type IsOurs = (pane: string) => boolean

/** Puts the six answers of `list` together. Lines that do not parse are left out: a cut answer is not an error. */
export function readListing(answers: readonly Buffer[], isOurs: IsOurs): Session[] {
  const [sessions, windows, panes, commands, clients, options] = answers.map(answer =>
    lines(answer),
  )
  const named = new Map(fieldsOf(windows, 1))
  const running = new Map(fieldsOf(commands, 1))
  const said = new Map(fieldsOf(options, 1).map(([id, text]) => [id, readSaid(text)]))
  const attached = countTerminals(clients ?? [])
  const bySession = Map.groupBy(
    (panes ?? [])
      .flatMap(line => readPane(line, named, running, isOurs))
      .map(each => ({ ...each, pane: withSaid(each.pane, said.get(each.pane.id)) })),
    ({ session }) => session,
  )
  const seen = new Set<string>()
  return fieldsOf(sessions, 5).flatMap(([numbers, name]) => {
    const [id = '', created = '0', count = '0', destroys = '', view = '0'] = numbers.split(' ')
    if (!isId(id, '$') || seen.has(id)) return []
    seen.add(id)
    // Another terminal's own view of a session that is listed anyway; it ends with that terminal.
    if (view === '1') return []
    const own = bySession.get(id)?.map(({ pane }) => pane) ?? []
    const tracked = own.map(pane => said.get(pane.id)?.id).find(Boolean)
    const began = toCount(created, LATEST) * 1000
    const activity = own.reduce((latest, pane) => Math.max(latest, pane.activity), began)
    return [
      {
        id,
        name: cleanName(name),
        created: began,
        activity,
        attached: attached.get(name) ?? 0,
        windows: toCount(count),
        panes: own,
        ...(isOn(destroys) && { fragile: true as const }),
        ...(tracked && { tracked }),
      },
    ]
  })
}

/** What user options say of a pane. */
interface Said {
  readonly id: string
  readonly agent: string
  readonly state: string
}

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

/** The same, of one pane that was asked: its id, a space, and its options. */
export function paneSaid(answer: string): Pane['said'] {
  return wordsOf(readSaid(answer.slice(answer.indexOf(' ') + 1)))
}

/** 0 and off; else 1, on, keep-last, keep-group. */
function isOn(flag: string): boolean {
  return flag !== '' && flag !== '0' && flag !== 'off'
}

function lines(answer: Buffer): string[] {
  return answer.length === 0 ? [] : answer.toString('utf8').split('\n')
}

/** `count` fields without spaces, then the free text. */
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

/** People's terminals by session name. A control client that leaves the size alone only watches, as ours do. */
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
  const [
    session,
    window,
    windowIndex,
    windowActive,
    id,
    index,
    active,
    width,
    height,
    pid,
    ...rest
  ] = fields[0].split(' ') as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  if (!isId(window, '@') || !isId(id, '%')) return []
  const [dead, status, signal, history, alternate, inMode, bracket, activity] = rest as string[]
  return [
    {
      session,
      pane: {
        id,
        window: {
          id: window,
          index: toCount(windowIndex),
          name: cleanName(windows.get(window) ?? ''),
        },
        index: toCount(index),
        active: windowActive === '1' && active === '1',
        width: toCount(width, WIDEST),
        height: toCount(height, WIDEST),
        pid: toCount(pid),
        command: cleanName(commands.get(id) ?? ''),
        title: cleanName(fields[1]),
        ...(dead === '1' && { dead: { code: exitCode(status, signal) } }),
        history: toCount(history),
        alternate: alternate === '1',
        inMode: inMode !== '0' && inMode !== '',
        bracketPaste: bracket === '1',
        activity: toCount(activity, LATEST) * 1000,
        ours: isOurs(id),
      },
    },
  ]
}

/** A signal leaves the status empty, and is a number or a name (macOS); servers before 3.3 tell neither. */
function exitCode(status: string | undefined, signal: string | undefined): number | undefined {
  if (status) return toCount(status)
  if (!signal) return undefined
  const named = constants.signals[`SIG${signal.toUpperCase()}` as NodeJS.Signals]
  return 128 + (named ?? toCount(signal))
}
