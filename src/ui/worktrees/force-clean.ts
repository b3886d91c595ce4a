import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { selectedWork } from '../view/selected-work.ts'

/**
 * Removes the selected session only if the user has typed its exact name, because another session may have been
 * selected since the prompt was opened.
 */
export function forceClean(state: UiState): readonly UiIntent[] {
  const row = selectedWork(state)
  const typed = state.view.line.text.trim()
  if (typed === '') return [{ type: 'back' }]
  if (!row || typed !== row.name.trim())
    return [
      {
        type: 'say',
        text: 'The typed name is not the name of the selected session. Nothing was removed.',
      },
    ]
  const { host, id, name } = row
  return [
    { type: 'submit' },
    { type: 'say', text: `Removing ${name}…` },
    { type: 'act-on-worktree', host, id, act: 'force-clean' },
  ]
}
