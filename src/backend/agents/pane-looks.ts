import { FailureError } from '../../state/model/failure.ts'
import type { Pane } from '../../state/model/fleet.ts'
import { type Clean, clean } from '../../state/text/clean.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { capture, TITLE, type TmuxCommand } from '../tmux/command.ts'
import { toScreen } from '../tmux/live-pane.ts'
import { toLines } from '../tmux/screen.ts'
import type { Evidence } from './evidence.ts'

/** One capture of a pane. */
export interface PaneLook {
  readonly lines: readonly string[]
  readonly cursor: NonNullable<Evidence['cursor']>
  /** The pane's title at the time of the capture. The title in the session list may be older. */
  readonly title: Clean
  /** The start command of a dead pane. */
  readonly started?: string
}

const STARTED = '#{pane_start_command}'

/**
 * Captures several panes with one request; null: the pane is gone or could not be read. If one pane is missing, tmux
 * skips the rest of the command line; each pane is then requested separately.
 */
export async function lookAtPanes(
  client: TmuxClient,
  panes: readonly Pane[],
): Promise<readonly (PaneLook | null)[]> {
  const asked = panes.map(pane => questionOf(client, pane))
  try {
    const answers = await client.ask(asked.flat())
    return asked.map((own, index) => {
      const start = asked.slice(0, index).reduce((sum, { length }) => sum + length, 0)
      return toLook(answers.slice(start, start + own.length))
    })
  } catch (error) {
    if (panes.length === 1 && isGone(error)) return [null]
    if (!isGone(error)) throw error
  }
  const each = await Promise.all(panes.map(pane => lookAtPanes(client, [pane])))
  return each.flat()
}

/** The pane with the title that was read with the capture. */
export function withTitle(pane: Pane, look: PaneLook | null): Pane {
  return look ? { ...pane, title: look.title } : pane
}

function questionOf(client: TmuxClient, { id, dead }: Pane): readonly TmuxCommand[] {
  const told = (format: string): TmuxCommand => ['display-message', '-p', '-t', id, format]
  const screen = [...capture(id, client.pushed), told(TITLE)]
  return dead ? [...screen, told(STARTED)] : screen
}

function toLook([facts, bytes, title, started]: readonly Buffer[]): PaneLook {
  const lines = toLines(bytes ?? Buffer.alloc(0))
  const { cursor } = toScreen(facts, lines)
  const [, , x, y] = (facts?.toString('latin1') ?? '').split(' ').map(Number)
  return {
    lines,
    cursor: { x: cursor?.x ?? x ?? 0, y: cursor?.y ?? y ?? 0, visible: cursor !== null },
    title: clean(title?.toString('utf8').trimEnd() ?? ''),
    ...(started && { started: unquoted(started.toString('utf8').trim()) }),
  }
}

/** Removes the quotes that tmux puts around a start command that is a single word. */
function unquoted(text: string): string {
  const inside = /^"(.*)"$/s.exec(text)?.[1]
  return inside === undefined ? text : inside.replace(/\\(["\\$])/g, '$1')
}

/**
 * Whether the error is told elsewhere: the connection reports timeouts and losses, and a missing pane disappears from the
 * next session list.
 */
export function isReported(error: unknown): boolean {
  const kind = error instanceof FailureError ? error.failure.kind : 'bug'
  return ['late', 'lost', 'remote', 'missing'].includes(kind)
}

function isGone(error: unknown): boolean {
  return (
    error instanceof FailureError &&
    (error.failure.kind === 'missing' || error.failure.kind === 'remote')
  )
}
