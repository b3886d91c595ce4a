import { answerDialog, replyDialog } from '../answer/answer-dialog.tsx'
import { explainDialog } from '../answer/explain-dialog.tsx'
import { benchmarkNewDialog, benchmarksDialog } from '../benchmarks/benchmarks-screen.tsx'
import { filterPrompt, promptOf } from '../command-line/prompt-dialog.ts'
import { askInterrupt } from '../compose/composer.ts'
import { composerDialog } from '../compose/composer-dialog.tsx'
import { receiptsDialog } from '../compose/receipts-dialog.tsx'
import { recipientsDialog } from '../compose/recipients-dialog.tsx'
import { fileEditDialog } from '../files/file-editor.ts'
import { fileLineDialog, filesDialogs } from '../files/files-dialog.ts'
import { historyDialogs } from '../history/history-dialog.tsx'
import { hostFormDialog } from '../hosts/host-form.tsx'
import { discoverDialog, importDialog } from '../hosts/host-picks-dialog.tsx'
import { hostTrialDialog } from '../hosts/host-test-dialog.tsx'
import { hostsDialog } from '../hosts/hosts-screen.tsx'
import { launcherDialog } from '../launch/launcher-dialog.tsx'
import { launchesDialog } from '../launch/launches-dialog.tsx'
import { logDialog, logFilterDialog } from '../log/event-log.tsx'
import { entryDialog } from '../log/log-entry.tsx'
import type { UiState } from '../model/ui-state.ts'
import type { Mode, View } from '../model/view.ts'
import {
  playbookNewDialog,
  playbooksDialog,
  playbookTextDialog,
} from '../playbooks/playbooks-dialog.tsx'
import { newRunDialog } from '../runs/new-run-dialog.tsx'
import { runsDialog } from '../runs/runs-screen.tsx'
import { hitsDialog } from '../search/hits-dialog.tsx'
import { sessionOf } from '../sessions/action-target.ts'
import { newSessionDialog } from '../sessions/new-session-dialog.tsx'
import { askAgentsDialog, talkDialog } from '../talk/talk-dialog.tsx'
import { type Ask, closeDialog, type Dialog, overlayRows } from '../view/dialog.ts'
import { layoutOf } from '../view/layout.ts'
import { withView } from '../view/toast.ts'
import { workDialog } from '../worktrees/work-dialog.tsx'
import { workSetupDialog } from '../worktrees/work-setup-dialog.tsx'
import {
  workForceDialog,
  workNewDialog,
  workPromptDialog,
  workRestoreDialog,
  workSearchDialog,
  workTextDialog,
} from '../worktrees/work-text-dialog.tsx'
import { askKill, askQuit } from './ask-confirmation.ts'
import { confirmDialog } from './confirm-dialog.tsx'
import { helpDialog } from './help.tsx'
import { welcomeDialog } from './welcome.tsx'

/** All dialogs that can be open over the panels, by their mode. */
const DIALOGS: ReadonlyMap<Mode, Dialog> = new Map(
  [
    filterPrompt,
    ...(['command', 'search', 'send', 'grep', 'run-text', 'run-search'] as const).map(promptOf),
    newRunDialog,
    newSessionDialog,
    launcherDialog,
    launchesDialog,
    hitsDialog,
    confirmDialog,
    composerDialog,
    recipientsDialog,
    receiptsDialog,
    answerDialog,
    replyDialog,
    explainDialog,
    hostsDialog,
    runsDialog,
    ...filesDialogs,
    fileEditDialog,
    fileLineDialog,
    hostFormDialog,
    hostTrialDialog,
    importDialog,
    discoverDialog,
    helpDialog,
    logDialog,
    logFilterDialog,
    entryDialog,
    benchmarksDialog,
    playbooksDialog,
    playbookTextDialog,
    playbookNewDialog,
    ...historyDialogs,
    askAgentsDialog,
    talkDialog,
    workDialog,
    workTextDialog,
    workSearchDialog,
    workPromptDialog,
    workNewDialog,
    workRestoreDialog,
    workForceDialog,
    workSetupDialog,
    benchmarkNewDialog,
    welcomeDialog,
  ].map(dialog => [dialog.mode, dialog]),
)

/** The open dialog; undefined: no dialog is open, and the panels or the wall get the keys. */
export function dialogOf({ mode }: Pick<View, 'mode'>): Dialog | undefined {
  return DIALOGS.get(mode)
}

/** Opens a prompt, a form, an overlay or a question. */
export function openDialog(state: UiState, asked: Ask): UiState {
  const { mode, session, id } = asked
  if (mode === 'kill') return askKill(state, session ?? sessionOf(state))
  if (mode === 'quit') return askQuit(state)
  if (mode === 'interrupt') return askInterrupt(state, id)
  // The message handlers in `ui/wall` open the wall, because they also have to follow the pane of a tile.
  if (mode === 'wall') return state
  return DIALOGS.get(mode)?.open?.(state, asked) ?? withView(state, { mode, scroll: 0, hit: 0 })
}

/** Goes one step back in the open dialog. Returns null if no dialog is open. */
export function leaveDialog(state: UiState): UiState | null {
  const { mode } = state.view
  if (mode === 'normal' || mode === 'welcome') return null
  return (dialogOf(state.view)?.back ?? closeDialog)(state)
}

/** Moves the selection of the open dialog, or scrolls it, by `by` rows. Returns null if the dialog has neither. */
export function moveDialog(state: UiState, by: number): UiState | null {
  const { move, rows, head } = dialogOf(state.view) ?? {}
  if (move) return move(state, by)
  if (!rows) return null
  const most = Math.max(0, rows(state) - overlayRows(state, head))
  return withView(state, { scroll: Math.max(0, Math.min(state.view.scroll + by, most)) })
}

/** Whether printable characters are text in this mode, not keys. */
export function takesText(mode: Mode): boolean {
  return mode !== 'answer' && DIALOGS.get(mode)?.type !== undefined
}

/** Whether a dialog covers the panels. Covered panels are not updated. */
export function isCovered(view: View): boolean {
  return hasScreen(view) || dialogOf(view)?.draw !== undefined
}

/** Whether panels and dialogs leave the newest lines of the followed pane visible. */
export function isOutputShown(view: View): boolean {
  const dialog = dialogOf(view)
  if (hasScreen(view) || (dialog?.draw && !dialog.isAboutPane)) return false
  return view.wall ? layoutOf(view).kind !== 'tiny' : layoutOf(view).output !== null
}

/** Whether a full screen (hosts, runs, files) replaces the panels. */
function hasScreen({ hosts, runs, files }: View): boolean {
  // A state that an older version has recorded may lack `hosts`, `runs` or `files`.
  return [hosts, runs, files].some(Boolean)
}
