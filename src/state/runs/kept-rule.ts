import { FailureError } from '../model/failure.ts'
import type { EventBody } from './event.ts'
import { decisionOf, type Rule } from './rule.ts'

export type ApprovalRequest = Extract<EventBody, { type: 'approval_request' }>

/** What a person wants to be decided alike from now on, beside the very request; `*` is any text. */
export interface Wider {
  readonly command?: string
  readonly path?: string
}

/** Characters of a request that a rule may repeat: longer ones may have been cut, and another could be meant. */
const LONGEST = 1000

/**
 * The rule that decides this request from now on: its tool, with its very command or path, or with the wider one that is
 * named. @throws FailureError (`usage`) where that would not be about this request, or what it asks is too long.
 */
export function ruleFor(request: ApprovalRequest, decide: Rule['decide'], wider: Wider): Rule {
  const tool = literally(request.toolName ?? request.action)
  const isNamed = wider.command !== undefined || wider.path !== undefined
  const rule = { decide, tool, ...(isNamed ? wider : exactly(request)) }
  if (decisionOf([rule], request)?.kind === decide) return rule
  throw new FailureError({
    kind: 'usage',
    what: 'That rule would not be about what is asked.',
    why: `${request.toolName ?? request.action} asks for ${request.detail}`,
    hint: 'Name a --command or --path that matches it; * is any text.',
  })
}

function exactly({ riskLevel, detail }: ApprovalRequest): Wider {
  if (detail.length >= LONGEST)
    throw new FailureError({
      kind: 'usage',
      what: 'What it asks is too long to be kept as a rule.',
      hint: 'Name what is to be decided: --command or --path; * is any text.',
    })
  // A command is always of high risk, also one that begins with the path of its program.
  return riskLevel !== 'high' && /^(\/|~)/.test(detail)
    ? { path: literally(detail) }
    : { command: literally(detail) }
}

/** As a pattern that matches this text alone. */
function literally(text: string): string {
  return text.replace(/[*\\]/g, '\\$&')
}
