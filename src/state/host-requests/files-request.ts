import type { Listing } from '../files/host-files.ts'
import type { SyntaxLine } from '../files/syntax-lines.ts'
import type { WrittenPath } from '../files/written-path.ts'
import type { Clean } from '../text/clean.ts'

/** What a screen asks of the files of a host. Paths are as `FilePlace` has them. */
export type FilesRequest =
  | {
      readonly do: 'list'
      readonly path: string
      /** A pane whose program's directory is meant, where there is one. */
      readonly pane?: string
      readonly hidden: boolean
      readonly filter: string
      readonly page: number
      /** Answers to earlier requests are ignored. */
      readonly turn: number
    }
  | { readonly do: 'show'; readonly path: string; readonly line?: number }
  | { readonly do: 'find' | 'grep'; readonly path: string; readonly text: string }
  /** Hands the terminal to the person's editor, and saves what comes of it. */
  | { readonly do: 'edit'; readonly path: string }
  | { readonly do: 'settle'; readonly choice: ConflictChoice }
  | { readonly do: 'new' | 'mkdir' | 'remove'; readonly path: string }
  | { readonly do: 'move' | 'copy'; readonly path: string; readonly to: string }
  /** `here`: a path on this machine. */
  | { readonly do: 'get' | 'put'; readonly path: string; readonly here: string }

/** What becomes of an edited copy where somebody else has changed the file meanwhile. */
export type ConflictChoice = 'overwrite' | 'keep-both' | 'difference' | 'later'

/** What a host has answered. */
export type FilesAnswer =
  | { readonly of: 'list'; readonly turn: number; readonly listing: Listing }
  /** Why it could not be listed. */
  | { readonly of: 'list'; readonly turn: number; readonly failure: Clean }
  | { readonly of: 'text'; readonly text: FileText }
  | { readonly of: 'found'; readonly found: FoundFiles }
  | { readonly of: 'conflict'; readonly conflict: FileConflict }
  /** How far a transfer is; null: none goes on. */
  | { readonly of: 'progress'; readonly progress: Clean | null }
  /** Something was changed: what is listed may be old. */
  | { readonly of: 'changed' }

export interface FileText {
  readonly path: WrittenPath
  readonly title: Clean
  readonly lines: readonly SyntaxLine[]
  /** What a person has to know: it is cut, it changed meanwhile. */
  readonly notes: readonly string[]
  /** Where to begin, from 1. */
  readonly line?: number
}

/** What was found, by name or in texts. */
export interface FoundFiles {
  readonly title: Clean
  readonly rows: readonly FoundRow[]
  readonly isCut: boolean
  readonly isSearching: boolean
}

export interface FoundRow {
  /** Below the directory that was searched. */
  readonly name: WrittenPath
  /** The line with the text, from 1. */
  readonly line?: number
  readonly text?: Clean
}

/** A save that was refused, since somebody else has changed the file. */
export interface FileConflict {
  readonly path: WrittenPath
  /** Whether it is there. */
  readonly isThere: boolean
  /** The edited copy on this machine. */
  readonly copy: string
}
