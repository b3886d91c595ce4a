import { isNoText, textOfFile } from './file-text.ts'
import type { FilePlace, HostFiles } from './host-files.ts'
import { keepLineEnds } from './line-ends.ts'
import type { WrittenPath } from './written-path.ts'

/** Saves a copy next to a file, under an unused name. Returns the path of the copy. */
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

/**
 * The bytes to save for an edited copy. A text gets the line ends (CRLF or LF) of the file before the edit; other
 * content is saved unchanged.
 */
export function editedBytes(before: Uint8Array, bytes: Uint8Array): Uint8Array {
  const had = textOfFile(before)
  const edited = textOfFile(bytes)
  if (isNoText(had) || isNoText(edited)) return bytes
  return new TextEncoder().encode(keepLineEnds(had, edited))
}
