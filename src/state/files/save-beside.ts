import { isNoText, textOfFile } from './file-text.ts'
import type { FilePlace, HostFiles } from './host-files.ts'
import { keepLineEnds } from './line-ends.ts'
import type { WrittenPath } from './written-path.ts'

/** Saves beside a file, under a name that nobody has. Returns where. */
export async function saveBeside(
  files: Pick<HostFiles, 'save'>,
  { host, path }: FilePlace,
  bytes: Uint8Array,
): Promise<WrittenPath> {
  for (let number = 1; ; number++) {
    const beside = `${path}.mine${number === 1 ? '' : `-${number}`}`
    const result = await files.save({ host, path: beside }, bytes, { before: 'none' })
    if (result.state === 'saved') return result.path
  }
}

/** What is saved of an edited copy: with the line ends that the file had; what is no text as it is. */
export function editedBytes(before: Uint8Array, bytes: Uint8Array): Uint8Array {
  const had = textOfFile(before)
  const edited = textOfFile(bytes)
  if (isNoText(had) || isNoText(edited)) return bytes
  return new TextEncoder().encode(keepLineEnds(had, edited))
}
