import { mentionAt, writeMention } from '../../state/files/mention.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Target } from '../../state/model/target.ts'
import { sameTarget } from '../../state/targets/target.ts'
import { characters } from '../edit/line.ts'
import type { UiState } from '../model/ui-state.ts'
import { firstNames } from '../parts/first-names.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { say, withView } from '../view/toast.ts'
import { mentionsOf, validRecipients } from './composer.ts'

/** Maximum number of completions in the status line; the others are counted. */
const SHOWN = 30

/**
 * Message handlers for `@path` mentions in texts to agents: they complete a path on the host of the agent, and check on
 * the hosts of all recipients that the paths exist.
 */
export const mentionCompletion: Handlers = {
  'ask-mention': state => {
    const written = writtenAt(state)
    const target = aimOf(state)
    const mention = written && mentionAt(written.text, written.text.length)
    if (!mention || !target) return step(say(state, 'tab completes a path after an @.'))
    return step(state, { type: 'complete-mention', target, path: mention.path })
  },
  'mention-completed': (state, { target, path, names }) =>
    step(completed(state, target, path, names)),
  'mentions-checked': (state, { target, missing }) => step(marked(state, target, missing)),
  ask: check,
  submit: check,
}

/** Whether the cursor is behind an `@` with the start of a path. */
export function isAtMention(state: UiState): boolean {
  const written = writtenAt(state)
  return written !== null && mentionAt(written.text, written.text.length) !== null
}

/** The line under edit, split at the cursor. */
function writtenAt({ view }: UiState): { readonly text: string; readonly after: string } | null {
  const { mode, line, composer } = view
  const at =
    mode === 'send'
      ? { text: line.text, cursor: line.cursor }
      : mode === 'compose' && composer
        ? { text: composer.block.lines[composer.block.row] ?? '', cursor: composer.block.column }
        : null
  if (!at) return null
  const all = characters(at.text)
  return { text: all.slice(0, at.cursor).join(''), after: all.slice(at.cursor).join('') }
}

function aimOf({ view, output }: UiState): Target | null {
  return view.mode === 'compose' ? (view.composer?.aims[0] ?? null) : output.target
}

/**
 * Completes the path by the common prefix of all matching names. Does nothing if the user has changed the text
 * meanwhile.
 */
function completed(
  state: UiState,
  target: Target,
  path: string,
  names: readonly string[],
): UiState {
  const written = writtenAt(state)
  const mention = written && mentionAt(written.text, written.text.length)
  if (!written || mention?.path !== path || !sameTarget(aimOf(state), target)) return state
  const [first] = names
  if (first === undefined) return say(state, `${target.host} has no path that begins like this.`)
  const common = names.reduce(agreement)
  const isOne = names.length === 1
  const begun = `@${/[\s()[\]{}<>|'`]/.test(common) ? '"' : ''}${common}`
  const text = `${written.text.slice(0, mention.start)}${isOne ? writeMention(common) : begun}`
  const next = put(state, text, written.after)
  return isOne ? next : say(next, firstNames(names, SHOWN))
}

function agreement(one: string, other: string): string {
  let end = 0
  while (end < one.length && one[end] === other[end]) end++
  return one.slice(0, end)
}

function put(state: UiState, text: string, after: string): UiState {
  const { mode, composer } = state.view
  const cursor = characters(text).length
  if (mode === 'send') return withView(state, { line: { text: text + after, cursor } })
  if (!composer) return state
  const { block } = composer
  const lines = block.lines.with(block.row, text + after)
  return withView(state, { composer: { ...composer, block: { ...block, lines, column: cursor } } })
}

/** Asks the hosts of all shown recipients whether the paths of the text exist. */
function check(state: UiState): Step {
  const { mode, composer } = state.view
  if (mode !== 'recipients' || !composer || composer.missing) return step(state)
  const paths = mentionsOf(composer)
  if (paths.length === 0) return step(state)
  const commands = validRecipients(composer).flatMap(({ target }): Command[] =>
    target ? [{ type: 'check-mentions', target, paths }] : [],
  )
  return step(withView(state, { composer: { ...composer, missing: {} } }), ...commands)
}

function marked(state: UiState, target: Target, missing: readonly string[]): UiState {
  const { composer } = state.view
  if (!composer?.missing) return state
  const marks = { ...composer.missing, [missingKey(target)]: missing }
  return withView(state, { composer: { ...composer, missing: marks } })
}

export function missingKey({ host, pane }: Target): string {
  return `${host} ${pane}`
}
