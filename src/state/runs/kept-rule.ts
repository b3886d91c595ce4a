import { FailureError } from '../model/failure.ts'
import type { EventBody } from './event.ts'
import { decisionOf } from './rule.ts'
import type { Rule } from './rule-schema.ts'

export type ApprovalRequest = Extract<EventBody, { type: 'approval_request' }>

/** A pattern for a new approval rule, instead of the exact command or path of the request; `*` matches any text. */
export interface WiderPattern {
  readonly command?: string
  readonly path?: string
}

/**
 * Maximum length of a request for which a rule is made, in characters. A longer request may be truncated, and its rule
 * would match other requests too.
 */
const LONGEST = 1000

/**
 * The rule that decides this request from now on: its tool, with its exact command or path, or with the given pattern.
 * @throws FailureError (`usage`) if the rule would not match this request, or the request is too long.
 */
export function ruleFor(
  request: ApprovalRequest,
  decide: Rule['decide'],
  wider: WiderPattern,
): Rule {
  const tool = literally(request.toolName ?? request.action)
  const isNamed = wider.command !== undefined || wider.path !== undefined
  const rule = { decide, tool, ...(isNamed ? wider : exactly(request)) }
  if (decisionOf([rule], request)?.kind === decide) return rule
  throw new FailureError({
    kind: 'usage',
    what: 'The rule would not match what the agent asks for. Nothing was answered.',
    why: `${request.toolName ?? request.action} asks for ${request.detail}`,
    hint: 'Name a --command or --path that matches the request; * stands for any text.',
  })
}

function exactly({ riskLevel, detail }: ApprovalRequest): WiderPattern {
  if (detail.length >= LONGEST)
    throw new FailureError({
      kind: 'usage',
      what: 'The request of the agent is too long for a rule. Nothing was answered.',
      hint: 'Name a --command or --path for the rule; * stands for any text.',
    })
  // A request to run a command always has high risk. So a text that begins with `/` is a command, not a path, if the
  // risk is high.
  return riskLevel !== 'high' && /^(\/|~)/.test(detail)
    ? { path: literally(detail) }
    : { command: literally(detail) }
}

/** A pattern that matches only this text. */
function literally(text: string): string {
  return text.replace(/[*\\]/g, '\\$&')
}
