import type { Listing } from '../../state/files/host-files.ts'
import type { WrittenPath } from '../../state/files/written-path.ts'
import type {
  ConflictChoice,
  FileConflict,
  FileText,
  FoundFiles,
} from '../../state/host-requests/files-request.ts'
import type { Clean } from '../../state/text/clean.ts'

/** State of the files screen of one host: a directory, and over it a text, the search results, or a conflict. */
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

export type FileLine =
  | ('go' | 'filter' | 'find' | 'grep')
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
  /** Lists the removed files that can be restored. */
  | { readonly type: 'list-trash' }
  | { readonly type: 'ask-remove-file' }
  | { readonly type: 'settle-file'; readonly choice: ConflictChoice }
  | { readonly type: 'leave-files' }
