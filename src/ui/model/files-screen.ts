import type { Listing } from '../../state/files/host-files.ts'
import type { WrittenPath } from '../../state/files/written-path.ts'
import type {
  ConflictChoice,
  FileConflict,
  FileText,
  FoundFiles,
} from '../../state/host-requests/files-request.ts'
import type { Clean } from '../../state/text/clean.ts'

/** The files of one host: a directory, and over it a text, what was found, or a conflict. */
export interface FilesScreen {
  readonly host: string
  /** As it was asked for; the host's own name of it is in the listing. */
  readonly path: string
  readonly listing: Listing | null
  /** Why it cannot be listed. */
  readonly failure: Clean | null
  readonly isReading: boolean
  /** Counts the listings that were asked for. */
  readonly turn: number
  /** A name that is selected when it appears. */
  readonly wanted: WrittenPath | null
  readonly row: number
  readonly top: number
  readonly hidden: boolean
  readonly filter: string
  readonly page: number
  readonly text: FileText | null
  readonly found: FoundFiles | null
  /** The selected row of what was found. */
  readonly hit: number
  /** First visible line of the text, or row of what was found. */
  readonly scroll: number
  readonly conflict: FileConflict | null
  readonly progress: Clean | null
  /** What the line at the bottom is about. */
  readonly line: FileLine
}

export type FileLine =
  | ('go' | 'filter' | 'find' | 'grep')
  | ('new' | 'mkdir' | 'move' | 'copy' | 'get' | 'put')

/** Intents of the screen of the files. */
export type FilesIntent =
  | { readonly type: 'open-files'; readonly host: string; readonly pane?: string }
  /** Opens what is selected: a directory, a text, a place that was found. */
  | { readonly type: 'enter-file' }
  | { readonly type: 'leave-directory' }
  | { readonly type: 'list-files' }
  | { readonly type: 'toggle-hidden-files' }
  | { readonly type: 'turn-files'; readonly by: 1 | -1 }
  /** Opens the line at the bottom. */
  | { readonly type: 'ask-file-line'; readonly line: FileLine }
  | { readonly type: 'submit-file-line' }
  | { readonly type: 'edit-file' }
  | { readonly type: 'ask-remove-file' }
  | { readonly type: 'settle-file'; readonly choice: ConflictChoice }
  | { readonly type: 'leave-files' }
