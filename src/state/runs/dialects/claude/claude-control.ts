import { parseJson } from '../../../text/parse-json.ts'
import type { Decision } from '../../decision.ts'
import type { Outgoing, Reading, Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { answerKey } from '../shared/answer-key.ts'
import { needsDecision, needsText, noSuchQuestion } from '../shared/interactions.ts'
import { ifDefined, type Json, listAt, objectAt, textAt } from '../shared/json.ts'
import { riskOf } from '../shared/tool-risk.ts'
import { commandOf, pathOf } from '../shared/tools.ts'
import { unknownLine } from '../shared/unknown-line.ts'

/** Claude's control protocol: its requests and the answers of fleetmux. */
export interface ClaudeControl {
  /** Reads a `control_request` of Claude. */
  ask(line: unknown): Reading
  /** Called when Claude has cancelled its request. */
  withdraw(line: unknown): EventBody[]
  /** Claude's response to a request of fleetmux. */
  answered(line: unknown): EventBody[]
  decide(interactionId: string, decision: Decision): Outgoing[]
  sent(line: string): EventBody[]
  /** Closes all open requests of Claude: reports each as denied, for this reason. */
  close(reason: string): EventBody[]
  open(): readonly string[]
}

/** The tool by which the model asks a question. */
const QUESTION = 'AskUserQuestion'
/**
 * Maximum length, in characters, of a tool input without command, path or description, which is shown as JSON. The rest
 * is cut off.
 */
const MOST = 2_000

interface Asked {
  readonly toolName: string
  readonly input: Json
}

export function createClaudeControl({ permissions }: Speech, refused: Set<string>): ClaudeControl {
  const open = new Map<string, Asked>()
  const settled = new Set<string>()

  function ask(line: unknown): Reading {
    const id = textAt(line, 'request_id')
    const request = objectAt(line, 'request')
    if (id === undefined) return { events: [unknownLine(line)] }
    if (textAt(request, 'subtype') !== 'can_use_tool') return refuse(id, line)
    const asked = {
      toolName: textAt(request, 'tool_name') ?? 'unknown',
      input: objectAt(request, 'input'),
    }
    if (!settled.has(id)) open.set(id, asked)
    refused.add(textAt(request, 'tool_use_id') ?? '')
    const decision = automatic(asked)
    const send = decision && open.has(id) ? { send: decide(id, decision) } : {}
    return { events: [requestEvent(id, asked, request)], ...send }
  }

  /** The decision set by the run's permissions; undefined: the user decides. Only the user can answer a question. */
  function automatic({ toolName }: Asked): Decision | undefined {
    if (permissions === 'deny')
      return { kind: 'deny', reason: 'This run allows no tools that ask.' }
    return permissions === 'allow' && toolName !== QUESTION ? { kind: 'allow' } : undefined
  }

  function decide(interactionId: string, decision: Decision): Outgoing[] {
    const asked = open.get(interactionId)
    if (!asked) throw noSuchQuestion(interactionId)
    return [answer(interactionId, { subtype: 'success', response: replyTo(asked, decision) })]
  }

  /**
   * Called when the note is read that an answer was sent to the agent. This note (stderr) may be read before the
   * agent's request (stdout): the request is then already marked as settled when it is read.
   */
  function sent(line: string): EventBody[] {
    const response = objectAt(parseJson(line), 'response')
    const interactionId = textAt(response, 'request_id')
    if (interactionId === undefined || textAt(response, 'subtype') !== 'success') return []
    if (!settle(interactionId)) return []
    const reply = objectAt(response, 'response')
    return reply.behavior === 'deny'
      ? [denied(interactionId, textAt(reply, 'message'))]
      : [{ type: 'approval_granted', interactionId }]
  }

  /** Marks a request as settled (answered, withdrawn or closed). Returns false if it was settled before. */
  function settle(interactionId: string): boolean {
    const first = !settled.has(interactionId)
    settled.add(interactionId)
    open.delete(interactionId)
    return first
  }

  function withdraw(line: unknown): EventBody[] {
    const id = textAt(line, 'request_id') ?? ''
    return open.has(id) && settle(id) ? [denied(id, 'the agent withdrew the question')] : []
  }

  function close(reason: string): EventBody[] {
    const left = [...open.keys()]
    return left.filter(settle).map(id => denied(id, reason))
  }

  return { ask, withdraw, answered, decide, sent, close, open: () => [...open.keys()] }
}

function denied(interactionId: string, reason: string | undefined): EventBody {
  return { type: 'approval_denied', interactionId, ...ifDefined('reason', reason) }
}

/** Answers an unsupported request with an error, because Claude waits for an answer to each request. */
function refuse(id: string, line: unknown): Reading {
  const send = [answer(id, { subtype: 'error', error: 'not supported' })]
  return { events: [unknownLine(line)], send }
}

function answered(line: unknown): EventBody[] {
  if (textAt(line, 'response', 'subtype') !== 'error') return []
  const message =
    textAt(line, 'response', 'error') ??
    'The agent refused a request of fleetmux and gave no reason.'
  return [{ type: 'error', code: 'control', message, recoverable: true }]
}

function answer(id: string, { subtype, ...rest }: Json): Outgoing {
  const response = { subtype, request_id: id, ...rest }
  return { key: answerKey(id), line: JSON.stringify({ type: 'control_response', response }) }
}

function replyTo({ toolName, input }: Asked, decision: Decision): Json {
  if (decision.kind === 'deny') return { behavior: 'deny', message: decision.reason }
  const question = toolName === QUESTION
  if (question !== (decision.kind === 'answer')) throw question ? needsText() : needsDecision()
  if (decision.kind === 'allow') return { behavior: 'allow', updatedInput: input }
  return { behavior: 'allow', updatedInput: { ...input, answers: answersTo(input, decision.text) } }
}

/**
 * The answers to the questions of a request: one line of the text for each question; for a single one the whole text.
 */
function answersTo(input: Json, text: string): Json {
  const questions = questionsIn(input)
  const lines = questions.length > 1 ? text.split('\n') : [text]
  return Object.fromEntries(questions.map(({ question }, nth) => [question, lines[nth] ?? '']))
}

interface Question {
  readonly question: string
  readonly labels: readonly string[]
}

function questionsIn(input: Json): Question[] {
  return listAt(input, 'questions').flatMap(each => {
    const question = textAt(each, 'question')
    const labels = listAt(each, 'options').flatMap(option => textAt(option, 'label') ?? [])
    return question === undefined ? [] : [{ question, labels }]
  })
}

function requestEvent(interactionId: string, asked: Asked, request: Json): EventBody {
  const { toolName, input } = asked
  if (toolName === QUESTION) return questionEvent(interactionId, questionsIn(input))
  const detail = commandOf(input) ?? pathOf(input) ?? textAt(request, 'description')
  return {
    type: 'approval_request',
    interactionId,
    action: textAt(request, 'display_name') ?? toolName,
    detail: detail ?? JSON.stringify(input).slice(0, MOST),
    toolName,
    riskLevel: riskOf(toolName),
  }
}

function questionEvent(interactionId: string, questions: readonly Question[]): EventBody {
  const [only] = questions
  const question = questions.map(each => each.question).join('\n')
  const base = {
    type: 'input_required' as const,
    interactionId,
    question,
    source: 'agent' as const,
  }
  if (questions.length <= 1) return { ...base, options: [...(only?.labels ?? [])] }
  const choices = questions.map(each => `${each.question} ${each.labels.join(' | ')}`)
  return { ...base, context: ['Answer each question on a line of its own.', ...choices].join('\n') }
}
