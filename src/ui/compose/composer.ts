import { byId, mayHaveHeard } from '../../state/broadcast/broadcast.ts'
import { recipients, recipientTargets } from '../../state/broadcast/recipient.ts'
import { whyInvalidText } from '../../state/broadcast/validate-text.ts'
import { findMentions } from '../../state/files/mention.ts'
import type { Intent } from '../../state/model/messages/intent.ts'
import type { SendMode, SendOptions } from '../../state/model/receipt.ts'
import type { Recipient } from '../../state/model/recipient.ts'
import type { Target } from '../../state/model/target.ts'
import {
  type Block,
  blockOf,
  EMPTY_BLOCK,
  editBlock,
  insertText,
  moveRow,
  textOf,
} from '../edit/block.ts'
import { EMPTY_LINE } from '../edit/line.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Composer } from '../model/view.ts'
import { subjectOf, whyNoSubject } from '../sessions/action-target.ts'
import { hiddenMarks, markedTargets } from '../sessions/mark.ts'
import { baseMode } from '../view/base-mode.ts'
import { type Handlers, step } from '../view/step.ts'
import { say, withView } from '../view/toast.ts'
import { tilesOf } from '../wall/tile.ts'

/** The send modes that the screen offers, with their descriptions. */
export const SEND_MODES: Readonly<Partial<Record<SendMode, string>>> = {
  submit: 'paste the text, then Enter',
  'no-enter': 'paste the text, no Enter',
  literal: 'type the text, no bracketed paste',
  keys: 'names of keys: C-c Up Enter',
}

const MODES = Object.keys(SEND_MODES) as SendMode[]

/** Message handlers of the composer, in which the user writes a text for several panes. */
export const composing: Handlers = {
  'send-mode': state => {
    const { composer } = state.view
    if (!composer) return step(state)
    const mode = MODES[(MODES.indexOf(composer.mode) + 1) % MODES.length] ?? 'submit'
    return step(change(state, { mode }))
  },
  'only-at-prompt': state =>
    step(change(state, { onlyAtPrompt: !state.view.composer?.onlyAtPrompt })),
  queue: state => step(change(state, { queue: !state.view.composer?.queue })),
  edited: (state, { text }) => step(change(state, { block: blockOf(text), recalled: 0 })),
}

/**
 * Opens the composer for the wall's sessions, else for the marked or selected ones. If `text` is given, skips the
 * editor and opens the list of recipients.
 */
export function openComposer(state: UiState, text?: string): UiState {
  const aims = meant(state)
  if (aims.length === 0) return say(state, whyNobody(state))
  const block = text === undefined ? (state.view.draft ?? EMPTY_BLOCK) : blockOf(text)
  const composer: Composer = { ...START, aims, block }
  const opened = tellHidden(withView(state, { mode: 'compose', composer, draft: null }))
  return text === undefined ? opened : showRecipients(opened)
}

function whyNobody(state: UiState): string {
  return hiddenMarks(state) > 0
    ? 'The filter hides all marked sessions: remove the filter, or clear the marks.'
    : whyNoSubject(state, 'No session is marked or selected.')
}

/** Reports that sessions hidden by the filter are left out. */
function tellHidden(state: UiState): UiState {
  const hidden = state.view.wall ? 0 : hiddenMarks(state)
  if (hidden === 0) return state
  const are = hidden === 1 ? '1 marked session is' : `${hidden} marked sessions are`
  return say(state, `${are} hidden by the filter, and will not get the text.`)
}

/**
 * Opens the list of panes that will get C-c: of the marked or selected sessions, or, if `of` is given, those that may
 * have received the broadcast with this id.
 */
export function askInterrupt(state: UiState, of?: number): UiState {
  const aims = of === undefined ? meant(state) : heard(state, of)
  if (aims.length === 0)
    return say(state, of === undefined ? whyNobody(state) : 'There is no session to interrupt.')
  const block = blockOf('C-c')
  const composer: Composer = { ...START, aims, block, mode: 'keys', interrupts: of ?? 'marked' }
  const shown = showRecipients(withView(state, { composer }))
  return of === undefined ? tellHidden(shown) : shown
}

export function typeInComposer(state: UiState, text: string): UiState {
  return editing(state, block => insertText(block, text))
}

/** Edits the text. The key Up in the first line and the key Down in the last line recall sent texts. */
export function editComposer(state: UiState, key: string): UiState {
  if (key === 'Up' || key === 'Down') {
    const by = key === 'Up' ? -1 : 1
    const moved = state.view.composer && moveRow(state.view.composer.block, by)
    return moved ? change(state, { block: moved }) : recallSent(state, by === -1 ? 1 : -1)
  }
  if (key === 'M-Enter' || key === 'C-j') return typeInComposer(state, '\n')
  return editing(state, block => editBlock(block, key) ?? block)
}

/**
 * Recalls a sent text of the same kind: `by` 1 goes to an older text, -1 to a newer one, and at last to the text before
 * the recall.
 */
export function recallSent(state: UiState, by: 1 | -1): UiState {
  const { composer } = state.view
  if (!composer) return state
  const before = sentTexts(state, composer.mode)
  const recalled = Math.max(0, Math.min(composer.recalled + by, before.length))
  if (recalled === composer.recalled) return state
  const own = composer.recalled === 0 ? composer.block : composer.own
  const block = recalled === 0 ? own : blockOf(before[before.length - recalled] ?? '')
  return change(state, { block, recalled, own })
}

/**
 * In the editor, goes to the list of recipients, which is fixed from then on. In the list of recipients, closes the
 * composer.
 */
export function submitComposer(state: UiState): UiState {
  const { mode, composer } = state.view
  if (!composer) return state
  if (mode === 'compose') return showRecipients(state)
  return withView(state, { mode: baseMode(state), composer: null, line: EMPTY_LINE })
}

/**
 * Goes one step back: from the list of recipients to the text, or from the text to the panels. The text is kept as a
 * draft. The list of panes that will get C-c closes at once.
 */
export function leaveComposer(state: UiState): UiState {
  const { mode, composer } = state.view
  if (!composer) return state
  if (composer.interrupts !== null) {
    const from = composer.interrupts === 'marked' ? baseMode(state) : 'receipts'
    return withView(state, { mode: from, composer: null, line: EMPTY_LINE, scroll: 0 })
  }
  if (mode === 'recipients') return withView(state, { mode: 'compose', line: EMPTY_LINE })
  const draft = textOf(composer.block) === '' ? null : composer.block
  return withView(state, { mode: baseMode(state), composer: null, draft })
}

/**
 * The intent that sends the text to exactly the recipients that were shown, or a sentence that says why it cannot be
 * sent.
 */
export function readComposer(state: UiState): Intent | string {
  const { composer, line } = state.view
  if (!composer) return 'Nothing is written.'
  const count = validRecipients(composer).length
  if (count === 0) return 'No recipient can receive the text.'
  if (needsNumber(state) && line.text.trim() !== String(count)) {
    return `Type ${count}, the number of recipients, then Enter.`
  }
  if (typeof composer.interrupts === 'number') return { type: 'interrupt', id: composer.interrupts }
  return {
    type: 'broadcast',
    targets: recipientTargets(composer.shown),
    text: textOf(composer.block),
    how: {
      ...howOf(state, composer),
      ...(mentionsOf(composer).length > 0 && { mentions: true }),
    },
  }
}

/** The paths that the text mentions as `@path`. */
export function mentionsOf({ block, mode }: Pick<Composer, 'block' | 'mode'>): readonly string[] {
  if (mode === 'keys') return []
  return [...new Set(findMentions(textOf(block)).map(({ path }) => path))]
}

/** Whether there are so many recipients that the user must type their number to confirm. */
export function needsNumber({ view, settings }: Pick<UiState, 'view' | 'settings'>): boolean {
  return !!view.composer && validRecipients(view.composer).length > settings.confirmAbove
}

export function validRecipients({ shown }: Pick<Composer, 'shown'>): readonly Recipient[] {
  return shown.filter(recipient => !recipient.failure)
}

const START: Omit<Composer, 'aims' | 'block'> = {
  mode: 'submit',
  onlyAtPrompt: false,
  queue: false,
  interrupts: null,
  shown: [],
  recalled: 0,
  own: EMPTY_BLOCK,
  missing: null,
}

function showRecipients(state: UiState): UiState {
  const { composer } = state.view
  if (!composer) return state
  const failure = whyInvalidText(textOf(composer.block), composer)
  if (failure) return say(state, [failure.what, failure.hint].filter(Boolean).join(' '), 'bad')
  const shown = recipients(state, composer.aims, composer)
  const next = { ...composer, shown, missing: null }
  return withView(state, {
    mode: 'recipients',
    composer: next,
    line: EMPTY_LINE,
    scroll: 0,
    toast: null,
  })
}

function meant(state: UiState): readonly Target[] {
  if (state.view.wall) return tilesOf(state).map(tile => tile.target)
  if (state.view.marks.length > 0) return markedTargets(state)
  const target = subjectOf(state)
  return target ? [target] : []
}

function heard(state: UiState, id: number): readonly Target[] {
  const rows = byId(state, id)?.rows ?? []
  return rows.filter(row => mayHaveHeard(row.receipt)).flatMap(row => row.target ?? [])
}

function howOf({ settings }: UiState, { mode, onlyAtPrompt, queue }: Composer): SendOptions {
  const asked = { ...(onlyAtPrompt && { onlyAtPrompt }), ...(queue && { queue }) }
  return { mode, deadline: settings.deadline, ...asked }
}

function sentTexts({ broadcasts }: UiState, mode: SendMode): readonly string[] {
  const texts = broadcasts
    .filter(({ how }) => (how.mode === 'keys') === (mode === 'keys'))
    .map(({ text }) => text)
  return texts.filter((text, index) => text !== texts[index + 1])
}

function editing(state: UiState, to: (block: Block) => Block): UiState {
  const { composer } = state.view
  return composer ? change(state, { block: to(composer.block) }) : state
}

function change(state: UiState, more: Partial<Composer>): UiState {
  const { composer } = state.view
  return composer ? withView(state, { composer: { ...composer, ...more } }) : state
}
