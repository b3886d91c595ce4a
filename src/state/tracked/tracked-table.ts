import type { SessionRecord } from '../model/tracked-session.ts'
import { eachGlyph } from '../text/glyph-width.ts'
import { pad, strip } from '../text/text.ts'
import { ageOf } from './report.ts'

/** Maximum length of a shown prompt, in characters. */
const SHOWN = 50

/** The output of `list`: lines without line ends, newest session first. */
export function sessionTable(records: readonly SessionRecord[], now: number): string[] {
  if (records.length === 0) return ['No remote sessions found.']
  return [
    row('SESSION', 'VM', 'STATUS', 'AGE', 'PROMPT'),
    '-'.repeat(120),
    ...newestFirst(records).map(each =>
      row(each.id, each.host, each.status, ageOf(each.createdAt, now), shorten(each.prompt)),
    ),
    '',
    `Total: ${records.length} session(s)`,
  ]
}

/** One element of `list --json`, in the format of the state file. */
export interface SessionDocument {
  readonly session_id: string
  readonly vm_name: string
  readonly workspace: string
  readonly tmux_session: string
  readonly prompt: string
  readonly command: string
  readonly max_turns: number
  readonly status: string
  readonly memory_mb: number
  /** The time in RFC 3339, in UTC. */
  readonly created_at: string
  readonly started_at: string | null
  readonly completed_at: string | null
  readonly exit_code: number | null
}

/** The output of `list --json`: newest session first. */
export function sessionDocuments(records: readonly SessionRecord[]): SessionDocument[] {
  return newestFirst(records).map(each => ({
    session_id: each.id,
    vm_name: each.host,
    workspace: each.workspace,
    tmux_session: each.tmuxSession,
    prompt: each.prompt,
    command: each.command,
    max_turns: each.maxTurns,
    status: each.status,
    memory_mb: each.memoryMb,
    created_at: timestamp(each.createdAt),
    started_at: each.startedAt === null ? null : timestamp(each.startedAt),
    completed_at: each.completedAt === null ? null : timestamp(each.completedAt),
    exit_code: each.exitCode,
  }))
}

/** RFC 3339 in UTC, with milliseconds only if they are not 0. */
export function timestamp(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

function row(session: string, vm: string, status: string, age: string, prompt: string): string {
  return [pad(session, 30), pad(vm, 32), pad(status, 10), pad(age, 8), prompt].join(' ')
}

function newestFirst(records: readonly SessionRecord[]): SessionRecord[] {
  return [...records].sort(
    (one, other) => other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1),
  )
}

/** The prompt in one line, truncated between glyphs. */
function shorten(prompt: string): string {
  const glyphs: string[] = []
  eachGlyph(strip(prompt), glyph => glyphs.push(glyph))
  return glyphs.length > SHOWN ? `${glyphs.slice(0, SHOWN).join('')}...` : glyphs.join('')
}
