import type { Clean } from '../text/clean.ts'
import type { FileEntry, FileType } from './file-entry.ts'
import type { FileVersion } from './file-version.ts'
import type { Picture } from './picture.ts'
import type { WrittenPath } from './written-path.ts'

/** A path on a host: absolute, `~/...`, or relative to the host's configured directory, else to the home directory. */
export interface FilePlace {
  readonly host: string
  readonly path: string
}

/** Maximum number of entries of one page of a directory. */
export const PAGE = 2000
/**
 * Maximum number of bytes of a file that are read for display or editing: the first ones. A larger file cannot be
 * saved.
 */
export const MOST_SHOWN = 3_000_000

export interface ListOptions {
  readonly hidden?: boolean
  /** Part of a name, ignoring case, or a pattern with `*` and `?`. */
  readonly filter?: string
  /** The page number, from 0. */
  readonly page?: number
  /** Whether to read the git states; default: true. */
  readonly git?: boolean
}

export interface Listing {
  /** The real path, with symbolic links resolved. */
  readonly directory: WrittenPath
  readonly entries: readonly FileEntry[]
  /** Number of entries of the directory; `entries` has only those of the page `page`. */
  readonly total: number
  readonly page: number
}

/** A file that was read for display or editing. */
export interface OpenedFile {
  /** The real path, with symbolic links resolved. */
  readonly path: WrittenPath
  readonly bytes: Uint8Array
  readonly size: number
  readonly mode: number
  readonly modified: number | null
  /** Null if the file was not read completely, or has changed during reading: the file then cannot be saved. */
  readonly version: FileVersion | null
  /** Remarks for the user, such as that the file was truncated or has grown during reading. */
  readonly notes: readonly string[]
}

export interface SaveOptions {
  /**
   * The version that the file must have on the host: the opened version; `none`: the file must not exist; `any`: an
   * existing file is replaced, whatever its version.
   */
  readonly before: FileVersion | 'none' | 'any'
}

export type SaveResult =
  | {
      readonly state: 'saved'
      readonly path: WrittenPath
      readonly version: FileVersion
      /** Why the file was written in place instead of being replaced atomically; null: it was replaced. */
      readonly inPlace: string | null
    }
  | {
      /** The file has been changed since it was opened. Nothing was written. */
      readonly state: 'conflict'
      readonly path: WrittenPath
      /** The current version; null: the file does not exist. */
      readonly now: FileVersion | null
    }

export interface ChangeOptions {
  /** The destination: a path on the same host. */
  readonly to?: string
  /** Whether an existing destination file is replaced. */
  readonly force?: boolean
}

export interface RestoreOptions {
  /** The path to restore to; default: the original path. */
  readonly to?: string
}

export interface ChangedFile {
  /** The new path, or the path before removal. */
  readonly path: WrittenPath
  /** A remark for the user, such as the location in the trash. */
  readonly note: WrittenPath | null
}

/** A removed file that can be restored. */
export interface TrashedFile {
  /** The directory of the trash. */
  readonly trash: WrittenPath
  /** The file's name in the trash. */
  readonly name: WrittenPath
  /** The path that the file had before it was removed. */
  readonly path: WrittenPath
  readonly type: FileType
  /** The host's local time: `2026-11-29T17:20:00`. */
  readonly removed: Clean
}

export interface SearchOptions<T> {
  /** Part of a name, ignoring case, or a pattern with `*` and `?`. */
  readonly name?: string
  /** Includes names that begin with a dot, but never `.git`. */
  readonly hidden?: boolean
  readonly depth?: number
  /** Maximum number of results; the search stops when it has found so many. */
  readonly limit: number
  /** Called for each result as it is found. */
  readonly found: (each: T) => void
  readonly signal?: AbortSignal
}

export interface GrepOptions extends SearchOptions<FoundLine> {
  readonly text: string
  readonly regex?: boolean
  readonly anyCase?: boolean
}

/** A line that contains the searched text. */
export interface FoundLine {
  /** The path of the file with the line, relative to the searched directory. */
  readonly name: WrittenPath
  readonly line: number
  readonly text: Clean
}

export interface SearchResult {
  readonly count: number
  /** Whether there may be more results, because the limit or the timeout of one minute was reached. */
  readonly isCut: boolean
}

export interface TransferOptions {
  /** Whether an existing destination file is replaced. */
  readonly force?: boolean
  /** Continues an earlier partial transfer, if the file has not changed. */
  readonly resume?: boolean
  /** How the user continues an interrupted transfer, for the hint of its failure. Default: with `--resume`. */
  readonly howToContinue?: string
  /** Called from time to time with the bytes transferred so far and the bytes in total (null: unknown). */
  readonly progress?: (done: number, total: number | null) => void
  readonly signal?: AbortSignal
}

export interface Transferred {
  /** The destination path. */
  readonly path: string
  /** Bytes, including those of an earlier partial transfer; for a directory the bytes of its archive. */
  readonly size: number
  readonly resumedAt: number
  /** What the user should check, such as that the file has changed or its checksum could not be compared. */
  readonly notes: readonly string[]
  /** What the file system of the destination did not keep, such as the mode. The content is complete. */
  readonly remarks: readonly string[]
}

export interface CopiedBetween extends Transferred {
  /** The path of a moved file's original in the trash; null: the file was copied, or not all of it arrived. */
  readonly trash: WrittenPath | null
}

/** Files on the hosts of a fleet. A method that fails rejects with a FailureError. */
export interface HostFiles {
  /** One page of a directory, or one file. */
  list(place: FilePlace, options?: ListOptions): Promise<Listing>
  /** Reads a file for display or editing: at most MOST_SHOWN bytes. */
  read(place: FilePlace): Promise<OpenedFile>
  /** Decodes a PNG or JPEG that was read; null: the bytes are neither, or the picture is damaged or too large. */
  picture(bytes: Uint8Array): Promise<Picture | null>
  save(place: FilePlace, bytes: Uint8Array, options: SaveOptions): Promise<SaveResult>
  /** Creates a directory, and its missing parents. */
  makeDirectory(place: FilePlace): Promise<ChangedFile>
  /** Renames or moves a file; into `to` if that is a directory. Overwrites only with `force`. */
  move(place: FilePlace, options: ChangeOptions): Promise<ChangedFile>
  /** Copies a file or directory recursively; symbolic links stay links. */
  copy(place: FilePlace, options: ChangeOptions): Promise<ChangedFile>
  /** Moves a file into the trash of its file system; `permanently`: deletes it. */
  remove(place: FilePlace, options?: { readonly permanently?: boolean }): Promise<ChangedFile>
  /** Files that can be restored, newest first. */
  trash(host: string): Promise<readonly TrashedFile[]>
  /** Restores the file that was last removed from this path, or that has this name in the trash. */
  restore(place: FilePlace, options?: RestoreOptions): Promise<ChangedFile>
  /** Finds files under a directory whose names match `name` of the options. */
  find(place: FilePlace, options: SearchOptions<FileEntry>): Promise<SearchResult>
  /** Finds lines in files under a directory. */
  grep(place: FilePlace, options: GrepOptions): Promise<SearchResult>
  /** Names in a directory that begin with `prefix`; names of directories end with a slash. */
  complete(place: FilePlace, prefix: string, timeoutMs: number): Promise<readonly WrittenPath[]>
  /** Fetches a file or directory to a local path, atomically. */
  get(place: FilePlace, to: string, options?: TransferOptions): Promise<Transferred>
  /** Sends a local file or directory, atomically. */
  put(from: string, place: FilePlace, options?: TransferOptions): Promise<Transferred>
  /**
   * Copies or moves a file or directory to another host through this machine. A moved original goes into its host's
   * trash.
   */
  copyBetween(
    from: FilePlace,
    to: FilePlace,
    options: TransferOptions & { readonly move: boolean },
  ): Promise<CopiedBetween>
  /** Keeps a copy of a text on this machine, where only the user can read it. */
  keepCopy(name: WrittenPath, bytes: Uint8Array): Promise<EditedCopy>
  /** Opens a copy of a file in the user's editor, on the user's terminal. */
  editCopy(name: WrittenPath, bytes: Uint8Array): Promise<EditedCopy>
}

/** A local copy of a file, which is kept until `drop` is called. */
export interface EditedCopy {
  readonly path: string
  readonly bytes: Uint8Array
  drop(): Promise<void>
}

/** A word in the user's shell that is completed by names on a host. */
export interface HostWord {
  readonly host: string
  readonly names: 'files' | 'programs' | 'sessions'
  /** The directory whose file names complete the word. */
  readonly directory: string
  readonly prefix: string
  readonly timeoutMs: number
}
