import { programOf } from '../../state/agents/need.ts'
import { withTransportLabel } from '../../state/hosts/transport-label.ts'
import { isOurs } from '../../state/sessions/session.ts'
import { type SessionStatus, sessionStatus } from '../../state/sessions/status.ts'
import { age, waitingAge } from '../../state/text/age.ts'
import { cut, fit as inCells, pad, width } from '../../state/text/text.ts'
import { shortId } from '../../state/tracked/prompt.ts'
import type { Span } from '../parts/line.tsx'
import { signOf } from '../parts/sign.ts'
import type { TextLook, Theme } from '../parts/theme.ts'
import type { SessionRow } from './session-list-rows.ts'

const AGE = 8

export type Format = (
  row: SessionRow,
  now: number,
  isSelected: boolean,
  isChosen: boolean,
  /** The prompt with which the session was launched; null or missing: it was not launched with a prompt. */
  prompt?: string | null,
) => readonly Span[]

/** Fits the columns to the width: state, host (unless a heading shows it), name, command, title, age. */
export function formatOf(columns: number, grouped: boolean, theme: Theme): Format {
  const room = columns - 4 - AGE
  const host = grouped ? 0 : clamp(6, Math.round(room * 0.25), 18)
  const title = columns >= 64 ? Math.round((room - host) * 0.34) : 0
  const command = clamp(7, Math.round((room - host - title) * 0.36), 20)
  const name = Math.max(1, room - host - title - command)
  return (row, now, isSelected, chosen, prompt = null) => {
    const status = sessionStatus(row.host, row.session, now)
    const stale = status.state === 'unknown' ? theme.dim : theme.plain
    const sign = signOf(row.agent, status, theme)
    return [
      { text: isSelected ? theme.glyphs.mark : ' ' },
      { text: `${sign.glyph} `, look: sign.look },
      ...(host > 0 ? [{ text: column(row.host.config.name, host), look: theme.dim }] : []),
      ...(chosen ? [{ text: `${theme.glyphs.chosen} `, look: theme.accent }] : []),
      ...wordsOf(row, {
        name: nameOf(row, grouped, title > 0 ? null : prompt),
        title: prompt ?? row.pane?.title ?? '',
        program: programIn(row, command - 1, grouped),
        cells: { name: chosen ? Math.max(1, name - 2) : name, command, title },
        look: stale,
        theme,
      }),
      { text: pad(ageOf(status, row, now), AGE, 'start'), look: stale },
      { text: ' ' },
    ]
  }
}

interface Words {
  readonly name: string
  readonly title: string
  readonly program: string
  readonly cells: { readonly name: number; readonly command: number; readonly title: number }
  readonly look: TextLook
  readonly theme: Theme
}

/** Name, program, title. A waiting agent's question replaces the title, or the program if there is no title column. */
function wordsOf(
  { agent }: SessionRow,
  { name, title: words, program: what, cells, look, theme }: Words,
): readonly Span[] {
  const asks = agent?.state === 'waiting' ? agent.question?.text : undefined
  const question = (room: number): Span => ({ text: column(asks ?? '', room), look: theme.warn })
  const called = (room: number): Span => ({ text: column(withEnd(name, room - 1), room), look })
  if (asks !== undefined && cells.title === 0) {
    const kept = Math.min(width(name) + 1, cells.name)
    return [called(kept), question(cells.name + cells.command - kept)]
  }
  const program = { text: column(what, cells.command), look: theme.dim }
  if (cells.title === 0) return [called(cells.name), program]
  const title = { text: column(words, cells.title), look: theme.dim }
  return [called(cells.name), program, asks === undefined ? title : question(cells.title)]
}

/**
 * The program, followed by the kind of the host if there is room. For a program that is not an agent, the kind is left
 * out if the list has host headings, since a heading shows the kind too.
 */
function programIn(row: SessionRow, room: number, grouped: boolean): string {
  const what = programOf(row.host, row.pane)
  return row.agent || row.need || !grouped ? withTransportLabel(what, row.host, room) : what
}

function column(text: string, columns: number): string {
  return `${inCells(text, columns - 1)} `
}

/** Cuts a name but keeps the end of its id: only this end distinguishes sessions of one launch. */
function withEnd(name: string, room: number): string {
  const end = shortId(name.split('/').at(-1) ?? '')
  return end === null || width(name) <= room ? name : `${cut(name, room - end.length)}${end}`
}

/**
 * The name of a session. A session that needs a person is listed above the host headings, so its name includes the
 * host.
 */
function nameOf(
  { host, session, need }: SessionRow,
  grouped: boolean,
  prompt: string | null,
): string {
  const people = session.attached > 0 ? ` @${session.attached}` : ''
  const place = need && grouped ? `${host.config.name}/` : ''
  const end = shortId(session.name)
  if (prompt !== null) return `${place}${end === null ? '' : `${end} `}${prompt}${people}`
  return `${place}${session.name}${isOurs(session) ? ' (this)' : people}`
}

/** The age of the last activity; for a waiting agent, how long it has waited; for an ended session, the exit code. */
function ageOf(status: SessionStatus, { session, agent }: SessionRow, now: number): string {
  if (agent?.state === 'waiting') return waitingAge(agent.since, now)
  if (status.state === 'ended') return `exit ${status.code ?? '?'}`
  return age(session.activity, now)
}

function clamp(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}
