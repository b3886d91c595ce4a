import { isNoText, textOfFile } from '../../../state/files/file-text.ts'
import { differenceLines } from '../../../state/files/text-difference.ts'
import { sentence, toFailure } from '../../../state/model/failure.ts'
import { strip } from '../../../state/text/text.ts'
import type { Call } from '../../command/command.ts'
import type { Saving } from './settle-conflict.ts'

/** Prints how what is there differs from what is to be saved. */
export async function printDifference(
  call: Call,
  { files, place, bytes }: Pick<Saving, 'files' | 'place' | 'bytes'>,
): Promise<void> {
  try {
    const there = textOfFile((await files.read(place)).bytes)
    const mine = textOfFile(bytes)
    if (isNoText(there) || isNoText(mine)) call.say('One of them is no text.')
    else for (const line of differenceLines(there, mine)) call.say(strip(line))
  } catch (thrown) {
    call.say(sentence(toFailure(thrown, place.host)))
  }
}
