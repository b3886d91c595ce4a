import { type FileEntry, type FileType, typeOfMode } from '../../state/files/file-entry.ts'
import { type WrittenPath, writePath } from '../../state/files/written-path.ts'

/**
 * One record of a script's output, without its mark (the random text that begins each record): a letter, then text
 * whose bytes are decoded as Latin-1.
 */
export interface FileRecord {
  readonly letter: string
  readonly text: string
}

/**
 * Splits a script's output into records. The last record must be `.`.
 * @returns null if that record is missing, because the output is then incomplete.
 */
export function readRecords(output: Uint8Array, mark: string): readonly FileRecord[] | null {
  const parts = `\n${Buffer.from(output).toString('latin1')}`.split(`\n${mark} `).slice(1)
  const records = parts.map(part => ({ letter: part[0] ?? '', text: part.slice(2) }))
  return records.at(-1)?.letter === '.' ? records.slice(0, -1) : null
}

export function pathOf(latin: string): WrittenPath {
  return writePath(Buffer.from(latin, 'latin1'))
}

/** The `stat` fields of a file, as printed by the shell scripts that run on the host. */
export interface FileFacts {
  readonly type: FileType
  readonly mode: number
  readonly size: number
  readonly modified: number | null
  readonly owner: number
  readonly group: number
  readonly links: number
  /** Device number and inode number of the file. */
  readonly inode: string
  /** The name as the script prints it; its bytes are decoded as Latin-1. */
  readonly name: string
}

const FACTS = /^([xol])(\S+) (\d+) (-?\d+|-) (\d+) (\d+) (\d+) (\S+) (.*)$/s

export function readFacts(text: string): FileFacts | null {
  const [, form, mode = '', size, modified, owner, group, links, inode = '', name = ''] =
    FACTS.exec(text) ?? []
  if (form === undefined) return null
  const bits = form === 'l' ? letterMode(mode) : Number.parseInt(mode, form === 'x' ? 16 : 8)
  return {
    type: typeOfMode(bits),
    mode: bits & 0o7777,
    size: Number(size),
    modified: modified === '-' ? null : Number(modified),
    owner: Number(owner),
    group: Number(group),
    links: Number(links),
    inode,
    name,
  }
}

const TYPE_BITS: Readonly<Record<string, number>> = {
  ...{ '-': 0o100000, d: 0o40000, l: 0o120000, p: 0o10000, s: 0o140000, b: 0o60000, c: 0o20000 },
}

/** Parses the ten letters of the mode in the output of `ls -l`. */
function letterMode(letters: string): number {
  let bits = TYPE_BITS[letters[0] ?? ''] ?? 0
  for (let at = 1; at <= 9; at++) {
    const letter = letters[at] ?? '-'
    if (!/[-ST]/.test(letter)) bits |= 1 << (9 - at)
    if (/[sStT]/.test(letter)) bits |= 0o4000 >> Math.floor((at - 1) / 3)
  }
  return bits
}

export function entryOf({ name, ...facts }: FileFacts): FileEntry {
  const { type, mode, size, modified, owner, links } = facts
  return { name: pathOf(name.replace(/^\.\//, '')), type, mode, size, modified, owner, links }
}

const LETTER_TYPES: Readonly<Record<string, FileType>> = {
  ...{ f: 'file', d: 'directory', p: 'fifo', s: 'socket', b: 'block', c: 'char' },
}

/** Parses the type letter that the shell function `type_at` prints; null: nothing exists at the path. */
export function typeOfLetter(letter: string): FileType | null {
  return LETTER_TYPES[letter] ?? null
}
