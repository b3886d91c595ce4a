import type { FileLine } from '../model/files-screen.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { hostOf, subjectOf } from '../sessions/action-target.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'

const LIST: readonly Mode[] = ['files']
const TEXT: readonly Mode[] = ['file-text']
const FOUND: readonly Mode[] = ['files-found']
const CONFLICT: readonly Mode[] = ['file-conflict']
const LINE: readonly Mode[] = ['file-line']
const SCROLLED: readonly Mode[] = ['files', 'file-text', 'files-found']

/** Keys of the files screen, and the key that opens it. */
export const filesKeys: readonly Binding[] = [
  inPanels(null, ['F'], 'the files of the host, in the directory of the session', openFiles),

  inModes(SCROLLED, ['j', 'Down'], 'down a row', { type: 'move', by: 1 }),
  inModes(SCROLLED, ['k', 'Up'], 'up a row', { type: 'move', by: -1 }),
  inModes(SCROLLED, ['NPage', 'Space'], 'a page down', { type: 'page', by: 1 }),
  inModes(SCROLLED, ['PPage'], 'a page up', { type: 'page', by: -1 }),
  inModes(SCROLLED, ['C-d'], 'half a page down', { type: 'page', by: 0.5 }),
  inModes(SCROLLED, ['C-u'], 'half a page up', { type: 'page', by: -0.5 }),
  inModes(SCROLLED, ['g', 'Home'], 'to the first row', { type: 'first' }),
  inModes(SCROLLED, ['G', 'End'], 'to the last row', { type: 'last' }),

  inModes(
    LIST,
    ['Enter', 'l', 'Right'],
    'open the file or directory',
    { type: 'enter-file' },
    hint(0, 'open'),
  ),
  inModes(
    LIST,
    ['h', 'Left', 'BSpace'],
    'the directory above',
    { type: 'leave-directory' },
    hint(1, 'up'),
  ),
  inModes(LIST, ['e'], 'edit the file in your own editor', { type: 'edit-file' }, hint(2, 'edit')),
  inModes(LIST, ['E'], 'edit the file here', { type: 'edit-file-here' }, hint(3, 'edit here')),
  inModes(
    LIST,
    ['/'],
    'show only names that contain a text or match a pattern',
    line('filter'),
    hint(4, 'filter'),
  ),
  inModes(LIST, ['f'], 'find names below this directory', line('find'), hint(5, 'find')),
  inModes(LIST, ['s'], 'search in the files below this directory', line('grep'), hint(6, 'search')),
  inModes(LIST, ['.'], 'show or hide names that begin with a dot', { type: 'toggle-hidden-files' }),
  inModes(LIST, [']'], 'the next page of a long directory', { type: 'turn-files', by: 1 }),
  inModes(LIST, ['['], 'the previous page of a long directory', { type: 'turn-files', by: -1 }),
  inModes(LIST, ['o'], 'go to a directory', line('go')),
  inModes(LIST, ['a'], 'make an empty file', line('new')),
  inModes(LIST, ['A'], 'make a directory', line('mkdir')),
  inModes(LIST, ['m'], 'rename or move the file', line('move')),
  inModes(LIST, ['c'], 'copy the file', line('copy')),
  inModes(LIST, ['x'], 'move the file to the trash (asks first)', { type: 'ask-remove-file' }),
  inModes(LIST, ['X'], 'show the trash of the host, to restore files', { type: 'list-trash' }),
  inModes(LIST, ['d'], 'fetch the file to this machine', line('get'), hint(7, 'fetch')),
  inModes(LIST, ['u'], 'send a file from this machine to this directory', line('put')),
  inModes(LIST, ['r'], 'read the directory again', { type: 'list-files' }),
  inModes(LIST, ['?'], 'the keys', { type: 'ask', mode: 'help' }, hint(10, 'keys')),
  inModes(LIST, ['Escape', 'q', 'F', 'C-c'], 'close', { type: 'leave-files' }, hint(11, 'close')),

  inModes(TEXT, ['e'], 'edit the file in your own editor', { type: 'edit-file' }, hint(0, 'edit')),
  inModes(TEXT, ['E'], 'edit the file here', { type: 'edit-file-here' }, hint(1, 'edit here')),
  inModes(
    FOUND,
    ['Enter', 'l', 'Right'],
    'open the file that was found',
    { type: 'enter-file' },
    hint(0, 'open'),
  ),
  inModes(
    [...TEXT, ...FOUND],
    ['Escape', 'q', 'h', 'Left', 'C-c'],
    'back',
    { type: 'leave-files' },
    hint(2, 'back'),
  ),

  inModes(
    CONFLICT,
    ['o'],
    'overwrite the file with your version',
    settle('overwrite'),
    hint(0, 'over'),
  ),
  inModes(
    CONFLICT,
    ['k'],
    'keep both: save your version as NAME.mine',
    settle('keep-both'),
    hint(1, 'both'),
  ),
  inModes(
    CONFLICT,
    ['d'],
    'show how the two versions differ',
    settle('difference'),
    hint(2, 'difference'),
  ),
  inModes(
    CONFLICT,
    ['l', 'Escape', 'q', 'C-c'],
    'later: keep your copy on this machine',
    settle('later'),
    hint(3, 'later'),
  ),

  inModes(LINE, ['Enter'], 'do it', { type: 'submit-file-line' }, hint(0, 'do it')),
  inModes(LINE, ['Escape', 'C-c'], 'cancel', { type: 'back' }, hint(1, 'cancel')),
]

function settle(choice: Extract<UiIntent, { type: 'settle-file' }>['choice']): UiIntent {
  return { type: 'settle-file', choice }
}

function line(asked: FileLine): UiIntent {
  return { type: 'ask-file-line', line: asked }
}

/** Opens the files of the host, in the directory of the followed pane or of the selected session. */
function openFiles(state: UiState): UiIntent {
  const target = state.view.panel === 'pool' ? null : subjectOf(state)
  const host = target?.host ?? hostOf(state)
  if (host === '') return { type: 'say', text: 'No host is selected.' }
  return { type: 'open-files', host, ...(target && { pane: target.pane }) }
}
