import { makeQuestion, type Question } from '../../../state/model/agents/agent.ts'
import type { Evidence } from '../evidence.ts'
import { mayBeAgent } from '../identify.ts'
import type { View } from '../rule.ts'
import { isBehind } from './focus.ts'
import { endOfQuestion } from './line-question.ts'

/** A row of a table of keys, such as `a) Add       l) Add Lower`. */
const KEYS = /^ *\S{1,2}\) \S.* {2,}\S{1,2}\) \S/
/** Code after the prompt of an interpreter: `> print("Continue? (y/n)")`. */
const CODE = /^>{1,3} .*(?:\w\(|["'=;{])/

/**
 * Finds a prompt such as `>` or `Number:` directly below a numbered list or a yes-or-no question. The `>` at which an
 * interpreter such as node or python waits for code is not such a prompt.
 */
export function readListPrompt(
  { command, cursor, lines }: Evidence,
  view: View,
): { readonly saw: string; readonly question: Question } | null {
  const isOpen = cursor?.visible === true && isBehind(cursor, lines)
  const above = view.lines.at(-2) ?? ''
  const end = (view.lines.at(-1) ?? '').trim()
  const isNamed = /^\p{L}[^@:$#%>]{0,60}:$/u.test(end)
  const isOwn = mayBeAgent(command) || view.lines.some(line => CODE.test(line))
  const isBare = (/^>{1,3}$/.test(end) && !isOwn) || (end === '?' && KEYS.test(above))
  if (!isOpen || !(isNamed || isBare)) return null
  const isList = isBelowList(view.lines)
  const isAnswer = KEYS.test(above) || endOfQuestion(above, false) === 'yes-or-no'
  if (!isList && (isNamed || !isAnswer)) return null
  const kind = isList || KEYS.test(above) ? 'choice' : 'permission'
  const question = makeQuestion({ kind, text: isNamed ? end : above, choices: [] })
  return { saw: above.trim(), question }
}

/** Whether a list that is numbered from 0 or 1 ends directly above the last line. */
function isBelowList(lines: readonly string[]): boolean {
  const isNumbered = (line: string) => /^ *(?:\d{1,2}[.):]|\[\d{1,2}\]) +\S/.test(line)
  const end = lines.slice(0, -1)
  const list = end.slice(end.findLastIndex(line => !isNumbered(line)) + 1)
  return list.length > 1 && /^ *\[?[01]\D/.test(list[0] ?? '')
}
