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

/** Where a link leads, as it stands in the link, and what is there; null: nothing, or a circle. */
export interface LinkTarget {
  readonly path: WrittenPath
  readonly type: FileType | null
}

/** What is known of a file without reading it. */
export interface FileEntry {
  /** Its name; in a tree or a search its path below where it began. */
  readonly name: WrittenPath
  readonly type: FileType
  /** Permission bits. */
  readonly mode: number
  readonly size: number
  /** Seconds since 1970; null where the host does not tell. */
  readonly modified: number | null
  readonly owner: number
  readonly links: number
  readonly target?: LinkTarget
  /** As `git status` has it: two letters, such as ` M` or `??`; of a directory the most important of what is in it. */
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

/** The type in the mode that `stat` gives. */
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

/** Ten letters as `ls -l` writes them. */
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
