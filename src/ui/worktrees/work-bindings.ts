import type { WorkAct } from '../../state/model/work.ts'
import { begunText } from '../../state/worktrees/work-act-text.ts'
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
  onOne(
    ['Enter', 'd'],
    'show the changes of the session',
    state => text(state, 'diff'),
    hint(0, 'diff'),
  ),
  onOne(
    ['p'],
    'show what prevents the merge, and the iterations',
    state => text(state, 'status'),
    hint(1, 'preflight'),
  ),
  onOne(
    ['i'],
    'prompt the agent of the session again',
    () => [{ type: 'ask', mode: 'work-prompt' }],
    hint(2, 'iterate'),
  ),
  onOne(['t'], 'run the script of the session', state => act(state, 'test'), hint(4, 'script')),
  onOne(['s'], 'squash the commits of the session into one', state => act(state, 'squash')),
  onOne(
    ['b'],
    'rebase the branch of the session on its base branch',
    state => act(state, 'rebase'),
    hint(5, 'rebase'),
  ),
  onOne(
    ['m'],
    'merge the session into its base branch, as one commit',
    state => confirm(state, 'merge'),
    hint(3, 'merge'),
  ),
  onOne(
    ['c'],
    'continue an interrupted rebase, merge or creation',
    state => act(state, 'continue'),
    hint(-2, 'continue', isIn('interrupted', 'rebasing', 'broken', 'unfinished')),
  ),
  onOne(
    ['a'],
    'stop the agent of the session, or abort its rebase',
    state => confirm(state, 'abort'),
    hint(-1, 'abort', isIn('rebasing')),
  ),
  onOne(['P'], 'push the branch of the session and request a merge', state => confirm(state, 'pr')),
  onOne(
    ['x'],
    'remove the session if no work is lost',
    state => confirm(state, 'clean'),
    hint(6, 'remove'),
  ),
  onOne(['X'], 'remove the session even if work is lost: asks for its name', () => [
    { type: 'ask', mode: 'work-force' },
  ]),
  onOne(['o'], 'go to the tmux session of the agent', goThere),
  onOne(['e'], 'export the session with its iterations to a file on this machine', state =>
    act(state, 'export'),
  ),
  inModes(
    WORK,
    ['n'],
    'create a session: agent, repository and prompt',
    askNewWork,
    hint(2.5, 'new'),
  ),
  inModes(WORK, ['K'], 'show removed sessions, and worktrees that were left behind', state => [
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

  inModes(
    TEXT,
    ['/'],
    'search in this text',
    { type: 'ask', mode: 'work-search' },
    hint(0, 'search'),
  ),
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
  inModes(['work-prompt'], ['Enter'], 'prompt the agent', ask, hint(0, 'ask')),
  inModes(['work-new'], ['Enter'], 'create the session', startNewWork, hint(0, 'create')),
  inModes(['work-restore'], ['Enter'], 'restore the session', restore, hint(0, 'restore')),
  inModes(['work-force'], ['Enter'], 'remove the session', forceClean, hint(0, 'remove')),
  inModes(
    ['work-setup'],
    ['y'],
    'run the command in each new worktree, from now on',
    state => createWaiting(state, true),
    hint(0, 'run it'),
  ),
  inModes(
    ['work-setup'],
    ['n'],
    'create the session without running the command',
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
    'cancel',
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
  const { host, id } = row
  const more = prompt === undefined ? {} : { text: prompt }
  return [
    { type: 'say', text: begunText(what, row.name, row.base) },
    { type: 'act-on-worktree', host, id, act: what, ...more },
  ]
}

const QUESTIONS: Readonly<Partial<Record<WorkAct, (name: string, base: string) => string>>> = {
  merge: (name, base) => `Merge ${name} into ${base}, as one commit?`,
  abort: name => `Stop the agent or the rebase of ${name}?`,
  clean: name =>
    `Remove ${name}, its worktree and its branch? The session can be restored for 30 days.`,
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
  if (!row || !session)
    return [{ type: 'say', text: 'The worktree session has no running tmux session.' }]
  return [{ type: 'go', host: row.host, session: session.id }]
}
