import { firstToken, quoted, tokens } from '../../state/text/token.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Kind, lineCommands, targetNames } from './line-command.ts'

export interface Completion {
  /** The text after `:`, completed as far as the beginnings of all choices are equal. */
  readonly text: string
  /** All possible completions at the end of the line. */
  readonly choices: readonly string[]
}

/** Completes a line after `:`, as far as the completion is unambiguous. */
export function complete(state: UiState, text: string): Completion {
  const [name, rest] = firstToken(text)
  const isName = !/\s/.test(text.trimStart())
  if (isName)
    return extend(
      '',
      name,
      lineCommands.map(word => word.name),
    )
  const word = lineCommands.find(each => each.name === name)
  const [first = ''] = tokens(rest)
  const kind = word?.args[0]
  const isFirst = firstToken(rest)[1] === '' && !/\s$/.test(rest.replace(/^\s+/, ''))
  if (!kind || !isFirst) return { text, choices: [] }
  return extend(`${name} `, first, choicesOf(state, kind))
}

function extend(before: string, begun: string, all: readonly string[]): Completion {
  const choices = all.filter(choice => choice.startsWith(begun))
  const [only] = choices
  if (only !== undefined && choices.length === 1)
    return { text: `${before}${quoted(only)} `, choices }
  const agreed = choices.length === 0 ? begun : choices.reduce(agreement)
  return { text: before + (agreed === begun && !/\s/.test(agreed) ? begun : agreed), choices }
}

function agreement(one: string, other: string): string {
  let end = 0
  while (end < one.length && one[end] === other[end]) end++
  return one.slice(0, end)
}

function choicesOf(state: UiState, kind: Kind): readonly string[] {
  switch (kind) {
    case 'host':
      return [...state.hosts.keys()]
    case 'target':
      return targetNames(state)
    case 'sort':
      return ['name', 'activity', 'host']
    case 'switch':
      return ['on', 'off']
    case 'text':
      return []
  }
}
