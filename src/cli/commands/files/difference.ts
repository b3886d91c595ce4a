import { isNoText, textOfFile } from '../../../state/files/file-text.ts'
import type { FilePlace, HostFiles } from '../../../state/files/host-files.ts'
import { differenceLines } from '../../../state/files/text-difference.ts'
import { sentence, toFailure } from '../../../state/model/failure.ts'
import { strip } from '../../../state/text/text.ts'
import type { Call } from '../../command/command.ts'

interface Edited {
  readonly files: HostFiles
  readonly place: FilePlace
  readonly bytes: Uint8Array
}

/** Prints the differences between the file on the host and the content to save. */
export async function printDifference(call: Call, { files, place, bytes }: Edited): Promise<void> {
  try {
    const there = textOfFile((await files.read(place)).bytes)
    const mine = textOfFile(bytes)
    if (isNoText(there) || isNoText(mine))
      call.say('One of the two versions is not a text file, so they cannot be compared.')
    else for (const line of differenceLines(there, mine)) call.say(strip(line))
  } catch (thrown) {
    call.say(sentence(toFailure(thrown, place.host)))
  }
}
