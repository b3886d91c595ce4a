import { createHash } from 'node:crypto'
import { type FilePlace, MOST_SHOWN, type OpenedFile } from '../../state/files/host-files.ts'
import { FailureError } from '../../state/model/failure.ts'
import { bytesText } from '../../state/text/bytes.ts'
import type { HostTransports } from '../host-transports.ts'
import { cksum } from './cksum.ts'
import { pathOf, readFacts, readRecords } from './file-records.ts'
import { fileCall, runFileCall } from './file-script-call.ts'
import { READ_SCRIPT } from './scripts/read-script.ts'

/** Reads a file for display or editing. */
export async function readFile(ways: HostTransports, place: FilePlace): Promise<OpenedFile> {
  const call = fileCall(ways, place, READ_SCRIPT, [String(MOST_SHOWN)])
  const what = `${place.path} was not read.`
  const { stdout } = await runFileCall(ways, place, call, { what })
  // The content is the second to last record and may contain anything except the mark, the random text that begins each
  // record.
  const records = readRecords(stdout, call.mark)
  const facts = readFacts(textOf(records, 'e'))
  const content = records?.find(({ letter }) => letter === 'c')
  if (!facts || !content)
    throw new FailureError({
      kind: 'lost',
      host: place.host,
      what,
      why: 'the answer of the host was cut off',
      hint: 'Try again.',
    })
  const bytes = Buffer.from(content.text, 'latin1')
  const sum = textOf(records, 's')
  const isWhole = sum !== '' && isSumOf(sum, bytes)
  return {
    path: pathOf(facts.name),
    bytes,
    ...{ size: facts.size, mode: facts.mode, modified: facts.modified },
    version: isWhole ? { sum, inode: facts.inode, size: bytes.length } : null,
    notes: notesOf(facts.size, bytes.length, sum, isWhole),
  }
}

function textOf(records: ReturnType<typeof readRecords>, letter: string): string {
  return records?.find(each => each.letter === letter)?.text ?? ''
}

/** Whether a checksum from a host is that of these bytes. */
function isSumOf(sum: string, bytes: Uint8Array): boolean {
  return sum === (sum.startsWith('cksum:') ? `cksum:${cksum(bytes)}` : sha256(bytes))
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function notesOf(size: number, read: number, sum: string, isWhole: boolean): readonly string[] {
  if (read >= MOST_SHOWN && sum === '')
    return [
      `The file has ${bytesText(Math.max(size, read + 1))}: only the first ${bytesText(read)} are shown.`,
    ]
  if (sum === '')
    return ['The host has no program for checksums, so the file cannot be saved from here.']
  return isWhole
    ? []
    : ['The file changed while it was read, so this version cannot be saved: read it again.']
}
