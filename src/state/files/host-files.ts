import type { Clean } from '../text/clean.ts'
import type { FileEntry, FileType } from './file-entry.ts'
import type { FileVersion } from './file-version.ts'
import type { WrittenPath } from './written-path.ts'

/** A path on a host: absolute, `~/...`, or relative to the directory of the host's configuration, else to the home directory. */
export interface FilePlace {
  readonly host: string
  readonly path: string
}

/** Entries of a page of a directory. */
export const PAGE = 2000
/** Bytes of a file that are read to be shown or edited. */
export const MOST_SHOWN = 3_000_000

export interface ListOptions {
  readonly hidden?: boolean
  /** Part of a name, in any case, or a pattern with `*` and `?`. */
  readonly filter?: string
  /** From 0. */
  readonly page?: number
  /** Whether git is asked; default yes. */
  readonly git?: boolean
}

export interface Listing {
  /** Where it is, without links. */
  readonly directory: WrittenPath
  readonly entries: readonly FileEntry[]
  /** Entries of all pages. */
  readonly total: number
  readonly page: number
}

/** A file that was read to be shown or edited. */
export interface OpenedFile {
  /** Where it is, without links. */
  readonly path: WrittenPath
  readonly bytes: Uint8Array
  readonly size: number
  readonly mode: number
  readonly modified: number | null
  /** Null where not all of it was read, or it changed meanwhile: it cannot be saved. */
  readonly version: FileVersion | null
  /** What a person has to know: it is cut, it grew meanwhile. */
  readonly notes: readonly string[]
}

export interface SaveOptions {
  /**
   * What must be there: the version that was opened; `none`: nothing, a new file is made; `any`: whatever is there is
   * replaced.
   */
  readonly before: FileVersion | 'none' | 'any'
}

export type SaveResult =
  | {
      readonly state: 'saved'
      readonly path: WrittenPath
      readonly version: FileVersion
      /** Why it was written in place instead of being replaced as a whole; null: it was replaced. */
      readonly inPlace: string | null
    }
  | {
      /** Somebody else has changed it since it was opened. Nothing was written. */
      readonly state: 'conflict'
      readonly path: WrittenPath
      /** What is there now; null: nothing. */
      readonly now: FileVersion | null
    }

export interface ChangeOptions {
  /** Where it is moved or copied to: a path on the same host. */
  readonly to?: string
  /** A file that is there is replaced. */
  readonly force?: boolean
}

export interface RestoreOptions {
  /** Another path than the one that it had. */
  readonly to?: string
}

export interface ChangedFile {
  /** Where it is now, or was. */
  readonly path: WrittenPath
  /** What a person has to know of how it was done; where it is in the trash. */
  readonly note: WrittenPath | null
}

/** What was removed, and can be restored. */
export interface TrashedFile {
  /** The directory of the trash. */
  readonly trash: WrittenPath
  /** Its name in the trash. */
  readonly name: WrittenPath
  /** Where it was. */
  readonly path: WrittenPath
  readonly type: FileType
  /** The host's local time: `2026-11-29T17:20:00`. */
  readonly removed: Clean
}

export interface SearchOptions<T> {
  /** Part of a name, in any case, or a pattern with `*` and `?`. */
  readonly name?: string
  /** Names that begin with a dot, too; `.git` never. */
  readonly hidden?: boolean
  readonly depth?: number
  /** How many are found at most. */
  readonly limit: number
  /** Called with each as it is found. */
  readonly found: (each: T) => void
  readonly signal?: AbortSignal
}

export interface GrepOptions extends SearchOptions<FoundLine> {
  readonly text: string
  readonly regex?: boolean
  readonly anyCase?: boolean
}

/** A line with the text. */
export interface FoundLine {
  /** Its file, below the directory that is searched. */
  readonly name: WrittenPath
  readonly line: number
  readonly text: Clean
}

export interface SearchResult {
  readonly count: number
  /** There is more, or may be: the limit was reached, or a minute was over. */
  readonly isCut: boolean
}

/** What comes or goes, and how far it is. */
export interface TransferOptions {
  /** A file that is there is replaced. */
  readonly force?: boolean
  /** Goes on with what is there of an earlier transfer, if that still is the same. */
  readonly resume?: boolean
  /** Called now and then. `total`: null where it is not known. */
  readonly progress?: (done: number, total: number | null) => void
  readonly signal?: AbortSignal
}

export interface Transferred {
  /** Where it is now. */
  readonly path: string
  /** Bytes, those of an earlier transfer too; of a directory those of its archive. */
  readonly size: number
  readonly resumedAt: number
  /** What a person has to know: it changed meanwhile, its sum could not be compared. */
  readonly notes: readonly string[]
}

/** Files on the hosts of a fleet. All reject with a FailureError. */
export interface HostFiles {
  /** One page of a directory, or one file. */
  list(place: FilePlace, options?: ListOptions): Promise<Listing>
  /** A file to be shown or edited: at most MOST_SHOWN bytes of it. */
  read(place: FilePlace): Promise<OpenedFile>
  save(place: FilePlace, bytes: Uint8Array, options: SaveOptions): Promise<SaveResult>
  /** Makes a directory, and those above it. */
  makeDirectory(place: FilePlace): Promise<ChangedFile>
  /** Renames or moves it; into `to`, where that is a directory. Nothing is overwritten without `force`. */
  move(place: FilePlace, options: ChangeOptions): Promise<ChangedFile>
  /** Copies it with all that is in it; links stay links. */
  copy(place: FilePlace, options: ChangeOptions): Promise<ChangedFile>
  /** Moves it into the trash of its file system; `permanently`: removes it for good. */
  remove(place: FilePlace, options?: { readonly permanently?: boolean }): Promise<ChangedFile>
  /** What can be restored, the newest first. */
  trash(host: string): Promise<readonly TrashedFile[]>
  /** Puts back what was removed last from this path, or what has this name in the trash. */
  restore(place: FilePlace, options?: RestoreOptions): Promise<ChangedFile>
  /** What is below a directory; of those that `name` names. */
  find(place: FilePlace, options: SearchOptions<FileEntry>): Promise<SearchResult>
  /** Lines of files below a directory. */
  grep(place: FilePlace, options: GrepOptions): Promise<SearchResult>
  /** Names in a directory that begin so; those of directories end with a slash. */
  complete(place: FilePlace, prefix: string, deadline: number): Promise<readonly WrittenPath[]>
  /** Fetches a file or a directory to a path on this machine, whole or not at all. */
  get(place: FilePlace, to: string, options?: TransferOptions): Promise<Transferred>
  /** Sends a file or a directory of this machine, whole or not at all. */
  put(from: string, place: FilePlace, options?: TransferOptions): Promise<Transferred>
  /** Opens a copy in the person's editor, on their terminal. */
  editCopy(name: WrittenPath, bytes: Uint8Array): Promise<EditedCopy>
}

/** A copy of a file on this machine, which is kept until it is dropped. */
export interface EditedCopy {
  readonly path: string
  readonly bytes: Uint8Array
  drop(): Promise<void>
}
