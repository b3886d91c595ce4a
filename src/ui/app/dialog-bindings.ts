import { findMentions } from '../../state/files/mention.ts'
import { readWords } from '../command-line/line-command.ts'
import type { UiIntent } from '../model/intent.ts'
import { modesWith, PROMPTS } from '../model/mode.ts'
import type { UiState } from '../model/ui-state.ts'
import { readForm } from '../sessions/new-session-form.ts'
import { type Binding, ESCAPE_CHORD, hint, inModes } from '../view/binding.ts'

const FORMS = modesWith(({ edits }) => edits === 'fields')
const EDITING = [...PROMPTS, ...modesWith(({ edits }) => edits !== undefined)]
const SCROLLED = modesWith(({ scrolls }) => scrolls === true)
const LEAVE = ['Escape', 'C-c']
const CLOSE = ['Escape', 'q', '?', 'E', 'Enter', 'C-c']
const NO = ['n', 'N', 'Enter', 'Escape', 'q', 'C-c']

/** Keys of prompts, dialogs and overlays, and of the mode that types into a pane. */
export const dialogKeys: readonly Binding[] = [
  inModes(
    ['type'],
    [ESCAPE_CHORD],
    'back to fleetmux; every other key goes to the pane',
    { type: 'back' },
    hint(0, 'back to fleetmux'),
  ),

  inModes(['filter'], ['Enter'], 'keep the filter', { type: 'submit' }, hint(0, 'keep')),
  inModes(
    ['search'],
    ['Enter'],
    'search from the newest line upwards',
    { type: 'submit' },
    hint(0, 'search'),
  ),
  inModes(['send'], ['Enter'], 'send the line and press Enter', sendLine, hint(0, 'send')),
  inModes(
    ['send'],
    ['Tab'],
    'complete a path after @ on the host',
    { type: 'ask-mention' },
    hint(2, 'complete @'),
  ),
  inModes(['command'], ['Enter'], 'run the command', runCommand, hint(0, 'do it')),
  inModes(['command'], ['Tab'], 'complete', { type: 'complete' }, hint(2, 'complete')),
  inModes(
    PROMPTS,
    ['Up', 'C-p'],
    'the previous typed line',
    { type: 'recall', by: 1 },
    hint(3, 'earlier'),
  ),
  inModes(PROMPTS, ['Down', 'C-n'], 'the next typed line', { type: 'recall', by: -1 }),
  inModes(['filter'], LEAVE, 'clear the filter', { type: 'back' }, hint(1, 'drop')),
  inModes(
    ['command', 'search', 'send', 'grep', 'new', 'run-text', 'run-search', 'run-new'],
    LEAVE,
    'cancel',
    { type: 'back' },
    hint(1, 'cancel'),
  ),

  inModes(['new'], ['Enter'], 'start the session', startSession, hint(0, 'start')),
  inModes(
    FORMS,
    ['Tab', 'Down'],
    'the next field; completes the host',
    { type: 'next-field', by: 1 },
    hint(2, 'next field'),
  ),
  inModes(FORMS, ['BTab', 'Up'], 'the previous field', { type: 'next-field', by: -1 }),

  inModes(EDITING, ['Left', 'C-b', 'Right', 'C-f'], 'left and right', edited),
  inModes(EDITING, ['Home', 'C-a', 'End', 'C-e'], 'to the start, to the end', edited),
  inModes(
    EDITING,
    ['BSpace', 'C-h', 'DC', 'C-d'],
    'delete before, delete under the cursor',
    edited,
  ),
  inModes(EDITING, ['C-w', 'C-u', 'C-k'], 'delete the word, all before, all after', edited),

  inModes(['confirm'], ['y', 'Y'], 'yes', doConfirmed, hint(1, 'yes')),
  inModes(['confirm'], NO, 'no', { type: 'answer', yes: false }, hint(0, 'no')),

  inModes(SCROLLED, ['j', 'Down'], 'down', { type: 'move', by: 1 }, hint(3, 'down')),
  inModes(SCROLLED, ['k', 'Up'], 'up', { type: 'move', by: -1 }, hint(4, 'up')),
  inModes(SCROLLED, ['NPage', 'C-d', 'Space'], 'a page down', { type: 'page', by: 0.5 }),
  inModes(SCROLLED, ['PPage', 'C-u'], 'a page up', { type: 'page', by: -0.5 }),
  inModes(SCROLLED, ['g', 'Home'], 'to the start', { type: 'first' }),
  inModes(SCROLLED, ['G', 'End'], 'to the end', { type: 'last' }),
  inModes(['help'], CLOSE, 'close', { type: 'back' }, hint(0, 'close')),
  inModes(
    ['launches'],
    ['Escape', 'q', 'L', 'C-c'],
    'close; the sessions go on',
    { type: 'back' },
    hint(0, 'close'),
  ),
]

function edited(_: UiState, key: string): UiIntent {
  return { type: 'edit', key }
}

function sendLine({ view, output }: UiState): readonly UiIntent[] {
  const { target } = output
  const { text } = view.line
  return target
    ? [
        { type: 'submit' },
        {
          ...{ type: 'send', target, text, enter: true },
          ...(findMentions(text).length > 0 && { mentions: true }),
        },
      ]
    : [{ type: 'back' }, { type: 'say', text: 'No pane is followed.' }]
}

function runCommand(state: UiState): readonly UiIntent[] {
  const asked = readWords(state, state.view.line.text)
  return asked ? [{ type: 'submit' }, asked] : [{ type: 'back' }]
}

function startSession(state: UiState): readonly UiIntent[] {
  const asked = readForm(state)
  return asked ? [{ type: 'submit' }, asked] : [{ type: 'submit' }]
}

function doConfirmed({ view: { confirm } }: UiState): readonly UiIntent[] {
  const closed: UiIntent = { type: 'answer', yes: true }
  if (!confirm) return [closed]
  if (confirm.what === 'quit') return [closed, { type: 'quit' }]
  if (confirm.what === 'work' || confirm.what === 'files' || confirm.what === 'playbook')
    return [closed, confirm.intent]
  if (confirm.what === 'discard') return [closed, { type: 'close-editor' }]
  if (confirm.what === 'drop') return [closed, { type: 'drop-host', host: confirm.host }]
  if (confirm.what === 'stop-run') return [closed, { type: 'stop-run', ...confirm.run }]
  if (confirm.what === 'remove-run') return [closed, { type: 'remove-run', ...confirm.run }]
  const { host, server, session, name } = confirm.target
  return [closed, { type: 'kill', host, server, session, name }]
}
