import type { WorkAct } from '../../state/model/work.ts'
import type { WorktreeState } from '../../state/worktrees/worktree.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'
import { selectedWork } from '../view/selected-work.ts'
import { forceClean } from './force-clean.ts'
import { askNewWork, startNewWork } from './new-work.ts'
import { createWaiting } from './work-setup-dialog.tsx'
import { askedHosts, readWork } from './work-view.ts'

const WORK: readonly Mode[] = ['work']
const TEXT: readonly Mode[] = ['work-text']

/** Keys of the screen with the worktree sessions. */
export const workKeys: readonly Binding[] = [
  inPanels(null, ['w'], 'the worktree sessions of all hosts', state => [
    { type: 'ask', mode: 'work' },
    readWork(state),
  ]),
  onOne(['Enter', 'd'], 'show its changes', state => text(state, 'diff'), hint(0, 'diff')),
  onOne(
    ['p'],
    'show what prevents its merge, and its iterations',
    state => text(state, 'status'),
    hint(1, 'preflight'),
  ),
  onOne(
    ['i'],
    'prompt its agent again',
    () => [{ type: 'ask', mode: 'work-prompt' }],
    hint(2, 'iterate'),
  ),
  onOne(['t'], 'run its script', state => act(state, 'test'), hint(4, 'script')),
  onOne(['s'], 'squash its commits into one', state => act(state, 'squash')),
  onOne(['b'], 'rebase it on its base', state => act(state, 'rebase'), hint(5, 'rebase')),
  onOne(
    ['m'],
    'merge it into its base, as one commit',
    state => confirm(state, 'merge'),
    hint(3, 'merge'),
  ),
  onOne(
    ['c'],
    'continue an interrupted operation',
    state => act(state, 'continue'),
    hint(-2, 'continue', isIn('interrupted', 'rebasing', 'broken', 'unfinished')),
  ),
  onOne(
    ['a'],
    'stop its agent, or abort its rebase',
    state => confirm(state, 'abort'),
    hint(-1, 'abort', isIn('rebasing')),
  ),
  onOne(['P'], 'push its branch and request a merge', state => confirm(state, 'pr')),
  onOne(['x'], 'remove it if no work is lost', state => confirm(state, 'clean'), hint(6, 'remove')),
  onOne(['X'], 'remove it even if work is lost: asks for its name', () => [
    { type: 'ask', mode: 'work-force' },
  ]),
  onOne(['o'], 'go to its tmux session', goThere),
  onOne(['e'], 'export it with its iterations to a file on this machine', state =>
    act(state, 'export'),
  ),
  inModes(WORK, ['n'], 'create one: agent, repository and prompt', askNewWork, hint(2.5, 'new')),
  inModes(WORK, ['K'], 'show removed sessions and leftovers', state => [
    { type: 'read-kept-worktrees', hosts: askedHosts(state) },
    { type: 'ask', mode: 'work-text' },
  ]),
  inModes(WORK, ['u'], 'restore a removed session', { type: 'ask', mode: 'work-restore' }),
  inModes(
    WORK,
    ['S'],
    'read the set-up command that needs your permission',
    { type: 'ask', mode: 'work-setup' },
    {
      refused: ({ work }) =>
        work.setup ? null : 'No new session needs a permission for a set-up command.',
    },
  ),
  inModes(WORK, ['r'], 'read the list from all hosts again', state => readWork(state)),
  inModes(WORK, ['Escape', 'q', 'w', 'C-c'], 'close', { type: 'back' }, hint(7, 'close')),

  inModes(TEXT, ['/'], 'search in it', { type: 'ask', mode: 'work-search' }, hint(0, 'search')),
  inModes(TEXT, ['n'], 'the next match', { type: 'match-work', by: 1 }),
  inModes(TEXT, ['N'], 'the previous match', { type: 'match-work', by: -1 }),
  inModes(
    TEXT,
    ['Escape', 'q', 'Enter', 'C-c'],
    'back to the list',
    { type: 'back' },
    hint(1, 'back'),
  ),
  inModes(['work-search'], ['Enter'], 'search', { type: 'submit' }, hint(0, 'search')),
  inModes(['work-prompt'], ['Enter'], 'prompt its agent', ask, hint(0, 'ask')),
  inModes(['work-new'], ['Enter'], 'create it', startNewWork, hint(0, 'create')),
  inModes(['work-restore'], ['Enter'], 'bring it back', restore, hint(0, 'bring back')),
  inModes(['work-force'], ['Enter'], 'remove it', forceClean, hint(0, 'remove')),
  inModes(
    ['work-setup'],
    ['y'],
    'run it in the new worktree, now and in future',
    state => createWaiting(state, true),
    hint(0, 'run it'),
  ),
  inModes(
    ['work-setup'],
    ['n'],
    'create the session without it',
    state => createWaiting(state, false),
    hint(1, 'without it'),
  ),
  inModes(
    ['work-setup'],
    ['Escape', 'q', 'C-c'],
    'decide later',
    { type: 'back' },
    hint(2, 'later'),
  ),
  inModes(
    ['work-search', 'work-prompt', 'work-new', 'work-restore', 'work-force'],
    ['Escape', 'C-c'],
    'leave it',
    { type: 'back' },
    hint(1, 'cancel'),
  ),
]

/** Whether the selected session is in one of these states. */
function isIn(...states: readonly WorktreeState[]): (state: UiState) => boolean {
  return state => states.some(each => each === selectedWork(state)?.state)
}

function onOne(
  keys: readonly string[],
  label: string,
  run: (state: UiState) => readonly UiIntent[],
  more: ReturnType<typeof hint> = {},
): Binding {
  const refused = (state: UiState) => (selectedWork(state) ? null : 'No session is selected.')
  return inModes(WORK, keys, label, run, { ...more, refused })
}

function text(state: UiState, what: 'diff' | 'status'): readonly UiIntent[] {
  const row = selectedWork(state)
  if (!row) return []
  return [
    { type: 'read-worktree-text', host: row.host, id: row.id, what },
    { type: 'ask', mode: 'work-text' },
  ]
}

function act(state: UiState, what: WorkAct, prompt?: string): readonly UiIntent[] {
  const row = selectedWork(state)
  if (!row) return []
  const { host, id, name } = row
  const more = prompt === undefined ? {} : { text: prompt }
  return [
    { type: 'say', text: `${name}: ${what}…` },
    { type: 'act-on-worktree', host, id, act: what, ...more },
  ]
}

const QUESTIONS: Readonly<Partial<Record<WorkAct, (name: string, base: string) => string>>> = {
  merge: (name, base) => `Merge ${name} into ${base}, as one commit?`,
  abort: name => `Stop the agent or the rebase of ${name}?`,
  clean: name => `Remove ${name}, its worktree and its branch? It can be restored for 30 days.`,
  pr: name => `Push the branch of ${name} and request a merge?`,
}

function confirm(state: UiState, what: WorkAct): readonly UiIntent[] {
  const row = selectedWork(state)
  const question = row && QUESTIONS[what]?.(row.name, row.base)
  if (!row || !question) return []
  const { host, id } = row
  const intent = { type: 'act-on-worktree', host, id, act: what } as const
  return [{ type: 'ask-work', question, intent }]
}

function ask(state: UiState): readonly UiIntent[] {
  const prompt = state.view.line.text
  const back: UiIntent = { type: 'submit' }
  return prompt.trim() === '' ? [{ type: 'back' }] : [back, ...act(state, 'iterate', prompt)]
}

function restore(state: UiState): readonly UiIntent[] {
  const id = state.view.line.text.trim()
  if (id === '') return [{ type: 'back' }]
  return [{ type: 'submit' }, { type: 'restore-worktree', hosts: askedHosts(state), id }]
}

/** Goes to the tmux session in which the selected worktree session runs. */
function goThere(state: UiState): readonly UiIntent[] {
  const row = selectedWork(state)
  const host = row && state.hosts.get(row.host)
  const session = [...(host?.sessions.values() ?? [])].find(each => each.name === row?.session)
  if (!row || !session) return [{ type: 'say', text: 'It has no running tmux session.' }]
  return [{ type: 'go', host: row.host, session: session.id }]
}
