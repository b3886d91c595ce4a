import type { FilePlace, TransferOptions, Transferred } from '../../../state/files/host-files.ts'
import { pathBytes } from '../../../state/files/written-path.ts'
import { bytesText } from '../../../state/text/bytes.ts'
import type { Call } from '../../command/command.ts'
import { DONE, SOME_FAILED } from '../../command/exit.ts'
import type { Flag } from '../../command/flag.ts'
import { openPlace, placeText } from './open-place.ts'
import { type FilesCommand, ON_A_HOST } from './sub-command.ts'

/** Time between two progress lines, in milliseconds. */
const PACE = 2000

const FLAGS: Readonly<Record<string, Flag>> = {
  force: { kind: 'switch', about: 'Replace an existing file' },
  resume: { kind: 'switch', about: 'Resume an interrupted transfer' },
}

export const getCommand: FilesCommand = {
  usage: 'HOST:PATH [HERE] [--resume] [--force]',
  summary: 'Fetch a file or directory to this machine, and verify its checksum',
  details: `
HERE is a path on this machine; without it, the name is kept and the current directory is used.${ON_A_HOST}`,
  examples: [
    ['files get gpu1:runs/7/model.bin', 'Into this directory'],
    ['files get gpu1:runs/7 seven', 'A directory with its contents, under the name seven'],
  ],
  flags: FLAGS,
  takes: [1, 2],
  async run(call, [text = '', here]) {
    const { files, place } = await openPlace(call, text)
    const done = await files.get(place, here ?? nameHere(place), transferOptions(call, place))
    return tellTransferred(call, `Fetched ${placeText(place)} to ${done.path}`, done)
  },
}

export const putCommand: FilesCommand = {
  usage: 'HERE HOST[:PATH] [--resume] [--force]',
  summary: 'Send a file or directory from this machine to a host, and verify its checksum there',
  details: `
HERE is a path on this machine.${ON_A_HOST}`,
  examples: [
    ['files put model.bin gpu1:models/', 'Into a directory on the host, under the same name'],
  ],
  flags: FLAGS,
  takes: [2, 2],
  async run(call, [here = '', text = '']) {
    const { files, place } = await openPlace(call, text)
    const done = await files.put(here, place, transferOptions(call, place))
    return tellTransferred(call, `Sent ${here} to ${place.host}:${done.path}`, done)
  },
}

/** The file's name, in the current directory. A name that is invalid on this machine keeps its escaped form. */
function nameHere({ path }: FilePlace): string {
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? ''
  const text = new TextDecoder().decode(pathBytes(name))
  return `./${text.includes('\ufffd') ? name : text}`
}

export function transferOptions(call: Call, place: FilePlace): TransferOptions {
  let told = Date.now()
  return {
    force: call.flags.is('force'),
    resume: call.flags.is('resume'),
    progress(done, total) {
      if (Date.now() - told < PACE) return
      told = Date.now()
      const share = total ? ` of ${bytesText(total)} (${Math.floor((done / total) * 100)}%)` : ''
      call.say(`${placeText(place)}: ${bytesText(done)}${share}`)
    },
  }
}

export function tellTransferred(
  call: Call,
  did: string,
  { size, resumedAt, notes, remarks }: Transferred,
): number {
  const from = resumedAt > 0 ? `, of which ${bytesText(resumedAt)} had been transferred before` : ''
  call.say(`${did} (${bytesText(size)}${from})`)
  for (const note of [...notes, ...remarks]) call.say(note)
  return notes.length > 0 ? SOME_FAILED : DONE
}
