import { counted } from '../../../text/counted.ts'
import type { Decision } from '../../decision.ts'
import type { EventBody } from '../../event.ts'
import { compact } from '../shared/debug-line.ts'
import { elicitationEvent, elicitationResult } from '../shared/elicitation.ts'
import { invalidAnswer, needsDecision, needsText } from '../shared/interactions.ts'
import { ifDefined, isObject, type Json, listAt, objectAt, textAt } from '../shared/json.ts'

/** A request of the app-server to its client: for an approval or for input. */
export interface CodexRequest {
  readonly kind: 'approval' | 'input'
  readonly event: EventBody
  /** The result to send. @throws FailureError if the decision is not valid for this request. */
  answer(decision: Decision): Json
}

/** Reads a request of Codex; null: it is not supported. `item`: the tool call that the request is about. */
export function codexRequest(
  method: string,
  interactionId: string,
  params: Json,
  item: Json,
): CodexRequest | null {
  const make = REQUESTS[method]
  return make ? make(interactionId, params, item) : null
}

type Make = (interactionId: string, params: Json, item: Json) => CodexRequest

const REQUESTS: Readonly<Partial<Record<string, Make>>> = {
  'item/commandExecution/requestApproval': (interactionId, params) => ({
    kind: 'approval',
    event: {
      type: 'approval_request',
      interactionId,
      action: 'shell',
      detail: reasoned(textAt(params, 'command') ?? compact(params), params),
      toolName: 'shell',
      riskLevel: 'high',
    },
    answer: decide,
  }),
  'item/fileChange/requestApproval': (interactionId, params, item) => ({
    kind: 'approval',
    event: {
      type: 'approval_request',
      interactionId,
      action: 'edit',
      detail: reasoned(pathsOf(item) || (textAt(params, 'grantRoot') ?? 'files'), params),
      toolName: 'apply_patch',
      riskLevel: 'medium',
    },
    answer: decide,
  }),
  'item/permissions/requestApproval': (interactionId, params) => ({
    kind: 'approval',
    event: {
      type: 'approval_request',
      interactionId,
      action: 'permissions',
      detail: reasoned(compact(objectAt(params, 'permissions')), params),
      riskLevel: 'high',
    },
    answer: decision => ({
      permissions: isAllowed(decision) ? objectAt(params, 'permissions') : {},
      scope: 'turn',
    }),
  }),
  'item/tool/requestUserInput': (interactionId, params) => ({
    kind: 'input',
    event: questionEvent(interactionId, params),
    answer: decision => answersOf(questionsOf(params), decision),
  }),
  'mcpServer/elicitation/request': (interactionId, params) => ({
    kind: 'input',
    event: elicitationEvent(interactionId, params, 'tool'),
    answer: decision => elicitationResult(params, decision),
  }),
}

/** The decision in a sent answer; null: it does not answer an approval request. */
export function codexVerdict(result: Json): 'allow' | 'deny' | null {
  const decision = result['decision']
  if (isObject(decision)) return 'allow'
  if (typeof decision === 'string') return decision.startsWith('accept') ? 'allow' : 'deny'
  if (!isObject(result['permissions'])) return null
  return Object.keys(result['permissions']).length > 0 ? 'allow' : 'deny'
}

function decide(decision: Decision): Json {
  return { decision: isAllowed(decision) ? 'accept' : 'decline' }
}

function isAllowed({ kind }: Decision): boolean {
  if (kind !== 'answer') return kind === 'allow'
  throw needsDecision()
}

function reasoned(detail: string, params: Json): string {
  const reason = textAt(params, 'reason')
  return reason ? `${detail}\n${reason}` : detail
}

function pathsOf(item: Json): string {
  return listAt(item, 'changes')
    .map(change => textAt(change, 'path'))
    .filter(path => path !== undefined)
    .join(', ')
}

interface Question {
  readonly id: string
  readonly text: string
  readonly options: readonly string[]
}

function questionsOf(params: Json): readonly Question[] {
  return listAt(params, 'questions')
    .filter(isObject)
    .map(each => ({
      id: textAt(each, 'id') ?? '',
      text: textAt(each, 'question') ?? textAt(each, 'header') ?? '',
      options: listAt(each, 'options')
        .map(option => textAt(option, 'label'))
        .filter(label => label !== undefined),
    }))
}

function questionEvent(interactionId: string, params: Json): EventBody {
  const questions = questionsOf(params)
  const [first] = questions
  const isOne = questions.length === 1
  return {
    type: 'input_required',
    interactionId,
    question: questions.map(each => each.text).join('\n') || 'The agent asks for input.',
    ...ifDefined('context', isOne ? undefined : listed(questions)),
    ...ifDefined('options', isOne && first?.options.length ? [...first.options] : undefined),
    source: 'agent',
  }
}

function listed(questions: readonly Question[]): string | undefined {
  const lines = questions.map(({ text, options }) => `${text} ${options.join(' | ')}`.trim())
  return lines.length > 0 ? lines.join('\n') : undefined
}

/** The answers to the questions, from a text with one line for each; no answers if the user denies. */
function answersOf(questions: readonly Question[], decision: Decision): Json {
  if (decision.kind === 'deny') return { answers: {} }
  if (decision.kind === 'allow') throw needsText()
  const lines = questions.length > 1 ? decision.text.split('\n') : [decision.text]
  if (lines.length < questions.length) {
    throw invalidAnswer(
      `The agent asks ${questions.length} questions, but the answer has only ${counted(lines.length, 'line')}.`,
      'Answer with one line for each of them.',
    )
  }
  const entries = questions.map(({ id, options }, nth) => {
    return [id, { answers: [labelOf(options, lines[nth] ?? '')] }] as const
  })
  return { answers: Object.fromEntries(entries) }
}

function labelOf(options: readonly string[], text: string): string {
  return options.find(each => each.toLowerCase() === text.trim().toLowerCase()) ?? text
}
