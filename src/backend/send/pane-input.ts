import { isAnsweredInPane } from '../../state/agents/asking.ts'
import { isShell } from '../../state/agents/program.ts'
import type { AgentReading, Question } from '../../state/model/agents/agent.ts'
import type { Pane } from '../../state/model/fleet.ts'
import { clean } from '../../state/text/clean.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import { readObservation } from '../agents/observation.ts'
import { endOfQuestion } from '../agents/question/line-question.ts'
import { readDraft } from './draft.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'
import { wrappedLine } from './wrapped-line.ts'

/** The input state of a pane (question, draft, readiness) at the time of a snapshot. */
export interface PaneInput {
  /** The name of the agent in the pane; empty if it is not a known agent. */
  readonly agent: string
  /** The open question; null: no question was recognised. */
  readonly question: PendingQuestion | null
  /** The draft (unsent text) in the input field; empty: no draft; null: unknown. */
  readonly draft: string | null
  /** Whether the pane is certainly ready for the next text: an idle agent, or a shell at an empty prompt. */
  readonly isReady: boolean
}

export interface PendingQuestion {
  /** Name of the program that asks. */
  readonly program: string
  readonly rule: string | null
  /** The text of the question; empty if it is unknown. */
  readonly text: string
  /** Whether it can be answered only in the pane, because fleetmux knows no key for it. */
  readonly isInPane: boolean
}

/**
 * Reads whether the pane is ready for a text, asks a question, or contains a draft, by the rules of agents. `known`:
 * the agent last seen in the pane.
 */
export function readInput(
  snapshot: PaneSnapshot,
  catalogue: Catalogue,
  known: string | null,
): PaneInput {
  const { agent, reading } = readObservation(catalogue, observationOf(snapshot, known), 0)
  const adapter = catalogue.get(agent ?? '') ?? null
  const draft = readDraft(snapshot, adapter)
  const question = reading ? asked(reading) : askedByLine(snapshot)
  const isEmpty = draft === '' || (draft === null && adapter !== null)
  const rests = reading ? reading.state === 'idle' : isShell(snapshot.command)
  return { agent: agent ?? '', question, draft, isReady: question === null && isEmpty && rests }
}

function asked({ agent, state, question, rule }: AgentReading): PendingQuestion | null {
  if (state !== 'waiting') return null
  return {
    program: agent,
    rule: rule ?? null,
    text: question ? wordsOf(question) : '',
    isInPane: question ? isAnsweredInPane(question) : false,
  }
}

function wordsOf({ text }: Question): string {
  return text.split('\n').join(' ')
}

/**
 * Finds a question of an unknown program: the line of the cursor ends like a question, and the rows below are empty.
 */
function askedByLine(snapshot: PaneSnapshot): PendingQuestion | null {
  const { rows, cursor, command } = snapshot
  if (rows.slice(cursor.y + 1).some(row => row.trim() !== '')) return null
  const line = wrappedLine(snapshot)
  // A command line that the user is typing at a shell prompt may also end like a question, but is a draft.
  if (isShell(command) && /^.{0,120}?[$#%❯»] /u.test(line)) return null
  const rule = endOfQuestion(line, true)
  if (rule === null) return null
  return { program: command || 'A program', rule, text: line.trim(), isInPane: false }
}

/**
 * Converts a snapshot for the rules that find questions of agents. Only the fields that the rules read have real
 * values.
 */
function observationOf(
  snapshot: PaneSnapshot,
  known: string | null,
): Parameters<typeof readObservation>[1] {
  const { command, title, said, dead, idle, inked, rows, alternate, inMode } = snapshot
  const pane: Pane = {
    id: '',
    window: { id: '', index: 0, name: clean('') },
    index: 0,
    active: true,
    width: 0,
    height: 0,
    pid: 0,
    command: clean(command),
    title: clean(title),
    history: 0,
    alternate,
    inMode,
    bracketPaste: false,
    activity: 0,
    ours: false,
    ...(said && { said }),
    ...(dead && { dead: { code: undefined } }),
  }
  return { pane, agent: known, lines: inked ?? rows, moved: -idle * 1000 }
}
