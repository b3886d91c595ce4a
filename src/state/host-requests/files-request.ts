import type { FileVersion } from '../files/file-version.ts'
import type { Listing } from '../files/host-files.ts'
import type { PictureArea } from '../files/picture.ts'
import type { SyntaxLine } from '../files/syntax-lines.ts'
import type { WrittenPath } from '../files/written-path.ts'
import type { Clean } from '../text/clean.ts'

/** A screen's request about files of a host. For the form of paths, see `FilePlace`. */
export type FilesRequest =
  | {
      readonly do: 'list'
      readonly path: string
      /** A pane whose working directory is listed; undefined: `path` is listed. */
      readonly pane?: string
      readonly hidden: boolean
      readonly filter: string
      readonly page: number
      /** The number of the request. Answers to earlier requests are ignored. */
      readonly turn: number
    }
  /** Shows a file. `area`: the space on the screen into which a picture is fitted. */
  | {
      readonly do: 'show'
      readonly path: string
      readonly line?: number
      readonly area: PictureArea
    }
  | { readonly do: 'find' | 'grep'; readonly path: string; readonly text: string }
  /** Runs the user's editor on the terminal, and saves the result. */
  | { readonly do: 'edit'; readonly path: string }
  /** Reads a text file for the text editor of fleetmux's own screen. */
  | { readonly do: 'open'; readonly path: string }
  /** Saves the text from the editor of fleetmux's own screen, if the file still has the version `before`. */
  | {
      readonly do: 'save'
      readonly path: string
      readonly text: string
      readonly before: FileVersion
    }
  | { readonly do: 'settle'; readonly choice: ConflictChoice }
  | { readonly do: 'new' | 'mkdir' | 'remove'; readonly path: string }
  /** Lists the files that can be restored from the trash. */
  | { readonly do: 'trash' }
  | { readonly do: 'restore'; readonly path: string }
  | { readonly do: 'move' | 'copy'; readonly path: string; readonly to: string }
  /** Fetches a file or sends one. `here`: the local path. */
  | { readonly do: 'get' | 'put'; readonly path: string; readonly here: string }

/** What to do with an edited copy if the file was changed on the host since it was opened. */
export type ConflictChoice = 'overwrite' | 'keep-both' | 'difference' | 'later'

/** An answer to a request about files. */
export type FilesAnswer =
  | { readonly of: 'list'; readonly turn: number; readonly listing: Listing }
  /** Why the directory could not be listed. */
  | { readonly of: 'list'; readonly turn: number; readonly failure: Clean }
  | { readonly of: 'text'; readonly text: FileText }
  | { readonly of: 'opened'; readonly file: EditableFile }
  /** The file cannot be edited. */
  | { readonly of: 'unopened'; readonly path: string }
  /**
   * The text was saved. `version` is null if the file was changed meanwhile and the text was saved next to it, under
   * another name.
   */
  | { readonly of: 'saved'; readonly path: string; readonly version: FileVersion | null }
  /** The file was not saved: the save failed, or the user chose to resolve a conflict with another's change later. */
  | { readonly of: 'unsaved'; readonly path: string }
  | { readonly of: 'found'; readonly found: FoundFiles }
  | { readonly of: 'conflict'; readonly conflict: FileConflict }
  /** Progress of a transfer; null: no transfer is running. */
  | { readonly of: 'progress'; readonly progress: Clean | null }
  /** Files were changed: the listing may be outdated. */
  | { readonly of: 'changed' }

/** A text file that was read to be edited. */
export interface EditableFile {
  /** The path as it was requested. */
  readonly path: string
  readonly title: Clean
  /** The content of the file, unchanged. */
  readonly text: string
  readonly version: FileVersion
}

export interface FileText {
  readonly path: WrittenPath
  readonly title: Clean
  readonly lines: readonly SyntaxLine[]
  /** Whether the lines show a picture, with half-block characters as pixels. */
  readonly isPicture?: true
  /** Remarks for the user, such as that the file was truncated or has changed during reading. */
  readonly notes: readonly string[]
  /** The first line to show, from 1. */
  readonly line?: number
}

/** Results of a search by name or text. */
export interface FoundFiles {
  readonly title: Clean
  readonly rows: readonly FoundRow[]
  readonly isCut: boolean
  readonly isSearching: boolean
  /** Set if the listing shows removed files, which can be restored. */
  readonly isTrash?: true
}

export interface FoundRow {
  /** The path relative to the searched directory. */
  readonly name: WrittenPath
  /** The number of the line that contains the searched text, from 1. */
  readonly line?: number
  readonly text?: Clean
}

/** A refused save, because the file was changed on the host since it was opened. */
export interface FileConflict {
  readonly path: WrittenPath
  /** Whether the file still existed on the host when the save was refused. */
  readonly isThere: boolean
  /** The path of the local edited copy. */
  readonly copy: string
}
