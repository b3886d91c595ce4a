import type { WrittenPath } from './written-path.ts'

export type FileType =
  | 'file'
  | 'directory'
  | 'link'
  | 'fifo'
  | 'socket'
  | 'block'
  | 'char'
  | 'other'

/**
 * The target of a symbolic link, as stored in the link, and its type; null: the target does not exist, or the links
 * form a loop.
 */
export interface LinkTarget {
  readonly path: WrittenPath
  readonly type: FileType | null
}

/** Metadata of a file. */
export interface FileEntry {
  /** The name of the file; in a tree or search, its path relative to the start directory. */
  readonly name: WrittenPath
  readonly type: FileType
  /** Permission bits. */
  readonly mode: number
  readonly size: number
  /** Epoch seconds; null: the host does not report it. */
  readonly modified: number | null
  readonly owner: number
  readonly links: number
  readonly target?: LinkTarget
  /** Two letters of `git status`, such as ` M` or `??`; for a directory the most important state of its files. */
  readonly git?: string
}

const TYPES: ReadonlyMap<number, FileType> = new Map([
  [0o10, 'file'],
  [0o04, 'directory'],
  [0o12, 'link'],
  [0o01, 'fifo'],
  [0o14, 'socket'],
  [0o06, 'block'],
  [0o02, 'char'],
])

/** The file type from the mode that `stat` prints. */
export function typeOfMode(mode: number): FileType {
  return TYPES.get((mode >> 12) & 0o17) ?? 'other'
}

const LETTERS: Readonly<Record<FileType, string>> = {
  file: '-',
  directory: 'd',
  link: 'l',
  fifo: 'p',
  socket: 's',
  block: 'b',
  char: 'c',
  other: '?',
}

/** The ten characters of `ls -l` for type and permissions. */
export function modeText({ type, mode }: Pick<FileEntry, 'type' | 'mode'>): string {
  const bits = [6, 3, 0].map((shift, at) => {
    const three = (mode >> shift) & 7
    const special = (mode >> (11 - at)) & 1
    const last = three & 1 ? 'x' : '-'
    const marks = at === 2 ? 'tT' : 'sS'
    const execute = special ? (marks[three & 1 ? 0 : 1] ?? '') : last
    return `${three & 4 ? 'r' : '-'}${three & 2 ? 'w' : '-'}${execute}`
  })
  return `${LETTERS[type]}${bits.join('')}`
}
