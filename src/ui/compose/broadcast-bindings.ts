import { textOf } from '../edit/block.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'
import { readComposer } from './composer.ts'
import { isAtMention } from './mention-completion.ts'
import { shownBroadcast, whyNoneFailed, whyNoneHeld } from './receipt-table.ts'

const COMPOSE: readonly Mode[] = ['compose']
const RECIPIENTS: readonly Mode[] = ['recipients']
const RECEIPTS: readonly Mode[] = ['receipts']

/** Keys that send a text to several panes and show the delivery report. */
export const broadcastKeys: readonly Binding[] = [
  inPanels(
    null,
    ['B'],
    'write to all marked sessions, else to the selected one',
    ask('compose'),
    hint(9, 'broadcast'),
  ),
  inPanels(
    null,
    ['I'],
    'send C-c to the marked or selected sessions (asks first)',
    ask('interrupt'),
  ),
  inPanels(null, ['R'], 'the delivery report of the last texts', ask('receipts')),

  inModes(COMPOSE, ['Enter'], 'continue: see the recipients', { type: 'submit' }, hint(0, 'go on')),
  inModes(COMPOSE, ['M-Enter', 'C-j'], 'a new line', edited, hint(1, 'new line')),
  inModes(COMPOSE, ['C-o'], 'write the text in your editor', inEditor, hint(2, 'editor')),
  inModes(COMPOSE, ['C-t'], 'change how the text is sent', { type: 'send-mode' }),
  inModes(COMPOSE, ['C-g'], 'send only to panes at a prompt', { type: 'only-at-prompt' }),
  inModes(COMPOSE, ['C-l'], 'hold the text for hosts that are down and panes that are not ready', {
    type: 'queue',
  }),
  inModes(
    COMPOSE,
    ['Escape', 'C-c'],
    'close; the text is kept',
    { type: 'back' },
    hint(5, 'close'),
  ),
  inModes(COMPOSE, ['Tab'], 'complete a path after @ on the first host; else a tab', state =>
    isAtMention(state) ? { type: 'ask-mention' } : { type: 'typed', text: '\t' },
  ),
  inModes(
    COMPOSE,
    ['Up', 'Down'],
    'up and down; at the first or last line, earlier sent texts',
    edited,
  ),
  inModes(COMPOSE, ['C-p'], 'the previous sent text', { type: 'recall', by: 1 }),
  inModes(COMPOSE, ['C-n'], 'the next sent text', { type: 'recall', by: -1 }),

  inModes(RECIPIENTS, ['Enter'], 'send the text to the listed panes', send, hint(0, 'send')),
  inModes(
    RECIPIENTS,
    ['Escape', 'C-c'],
    'back; nothing is sent',
    { type: 'back' },
    hint(1, 'back'),
  ),
  inModes(RECIPIENTS, ['Down', 'NPage'], 'down', down, hint(2, 'down')),
  inModes(RECIPIENTS, ['Up', 'PPage'], 'up', up, hint(3, 'up')),
  inModes(
    RECIPIENTS,
    ['BSpace', 'C-h', 'C-u'],
    'delete a digit of the typed number of recipients',
    edited,
  ),

  inModes(RECEIPTS, ['r'], 'send the text again to panes that did not get it', retry, {
    ...hint(1, 'retry failed'),
    refused: whyNoneFailed,
  }),
  inModes(
    RECEIPTS,
    ['I'],
    'interrupt all panes that may have got the text (asks first)',
    interrupt,
    hint(2, 'interrupt'),
  ),
  inModes(RECEIPTS, ['x'], 'cancel the texts that are still held', cancelHeld, {
    refused: whyNoneHeld,
  }),
  inModes(RECEIPTS, ['['], 'the previous broadcast', { type: 'turn-receipts', by: -1 }),
  inModes(RECEIPTS, [']'], 'the next broadcast', { type: 'turn-receipts', by: 1 }),
  inModes(
    RECEIPTS,
    ['Escape', 'q', 'R', 'Enter', 'C-c'],
    'close; the sending goes on',
    { type: 'back' },
    hint(0, 'close'),
  ),
]

function ask(mode: 'compose' | 'interrupt' | 'receipts'): UiIntent {
  return { type: 'ask', mode }
}

function edited(_: UiState, key: string): UiIntent {
  return { type: 'edit', key }
}

function down(_: UiState, key: string): UiIntent {
  return key === 'Down' ? { type: 'move', by: 1 } : { type: 'page', by: 0.5 }
}

function up(_: UiState, key: string): UiIntent {
  return key === 'Up' ? { type: 'move', by: -1 } : { type: 'page', by: -0.5 }
}

function inEditor({ view }: UiState): UiIntent {
  return { type: 'edit-text', text: view.composer ? textOf(view.composer.block) : '' }
}

function send(state: UiState): readonly UiIntent[] {
  const asked = readComposer(state)
  if (typeof asked === 'string') return [{ type: 'say', text: asked }]
  return [{ type: 'submit' }, asked, ask('receipts')]
}

function retry(state: UiState): UiIntent {
  const shown = shownBroadcast(state)
  return shown ? { type: 'retry', id: shown.id } : { type: 'back' }
}

function cancelHeld(state: UiState): UiIntent {
  const shown = shownBroadcast(state)
  return shown ? { type: 'call-off', id: shown.id } : { type: 'back' }
}

function interrupt(state: UiState): UiIntent {
  const shown = shownBroadcast(state)
  return shown ? { type: 'ask', mode: 'interrupt', id: shown.id } : { type: 'back' }
}
