import type { FileVersion } from '../../state/files/file-version.ts'
import type { Listing } from '../../state/files/host-files.ts'
import type { FileLines } from '../../state/files/line-ends.ts'
import type { WrittenPath } from '../../state/files/written-path.ts'
import type {
  ConflictChoice,
  FileConflict,
  FileText,
  FoundFiles,
} from '../../state/host-requests/files-request.ts'
import type { Clean } from '../../state/text/clean.ts'
import type { EditHistory } from '../edit/edit-history.ts'

/** State of the files screen of one host: a directory, and over it a text, an editor, the search results, or a conflict. */
export interface FilesScreen {
  readonly host: string
  /** The requested path. The listing has the path that the host reports. */
  readonly path: string
  readonly listing: Listing | null
  /** Why the directory cannot be listed. */
  readonly failure: Clean | null
  readonly isReading: boolean
  /** Number of listings requested so far. A listing with another number is outdated and ignored. */
  readonly turn: number
  /** The name of the entry to select when the listing arrives. */
  readonly wanted: WrittenPath | null
  readonly row: number
  readonly top: number
  readonly hidden: boolean
  readonly filter: string
  readonly page: number
  readonly text: FileText | null
  readonly editor: FileEditor | null
  /**
   * The path of a file that is being read for the editor. Keys are dropped meanwhile: the user types them for the
   * editor, and they would act on the list of files.
   */
  readonly opening: string | null
  readonly found: FoundFiles | null
  /** Index of the selected search result. */
  readonly hit: number
  /** First visible line of the text, or first visible search result. */
  readonly scroll: number
  readonly conflict: FileConflict | null
  readonly progress: Clean | null
  /** The kind of input in the line at the bottom. */
  readonly line: FileLine
}

/** The editor of a text file. The file on the host changes only when it is saved. */
export interface FileEditor {
  /** The path as it was requested. */
  readonly path: string
  readonly title: Clean
  readonly history: EditHistory
  /** The lines and the version of the file as it was opened or last saved. */
  readonly saved: FileLines
  readonly version: FileVersion
  /** The lines that are being saved; null: no save is in progress. */
  readonly saving: readonly string[] | null
  /** The column to which moving up and down returns after shorter lines; null: that of the cursor. */
  readonly column: number | null
  /** First visible line, and first visible cell of all lines. */
  readonly top: number
  readonly left: number
  /** The text that was searched for last. */
  readonly sought: string
}

export type FileLine =
  | ('go' | 'filter' | 'find' | 'grep' | 'seek')
  | ('new' | 'mkdir' | 'move' | 'copy' | 'get' | 'put')

export type FilesIntent =
  | { readonly type: 'open-files'; readonly host: string; readonly pane?: string }
  /** Opens the selected directory, file or search result. */
  | { readonly type: 'enter-file' }
  | { readonly type: 'leave-directory' }
  | { readonly type: 'list-files' }
  | { readonly type: 'toggle-hidden-files' }
  | { readonly type: 'turn-files'; readonly by: 1 | -1 }
  /** Opens the input line at the bottom of the files screen. */
  | { readonly type: 'ask-file-line'; readonly line: FileLine }
  | { readonly type: 'submit-file-line' }
  | { readonly type: 'edit-file' }
  /** Opens the file in fleetmux's own editor, not in `$EDITOR`. */
  | { readonly type: 'edit-file-here' }
  | { readonly type: 'save-file' }
  /** Undoes the last change, or redoes it. */
  | { readonly type: 'undo-edit' | 'redo-edit' }
  /** Closes the editor; asks first if the text was changed. */
  | { readonly type: 'leave-editor' }
  | { readonly type: 'close-editor' }
  /** Lists the removed files that can be restored. */
  | { readonly type: 'list-trash' }
  | { readonly type: 'ask-remove-file' }
  | { readonly type: 'settle-file'; readonly choice: ConflictChoice }
  | { readonly type: 'leave-files' }
