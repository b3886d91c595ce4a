import { isNoText, textOfFile } from '../../../state/files/file-text.ts'
import type { FileVersion } from '../../../state/files/file-version.ts'
import { readVersion } from '../../../state/files/file-version.ts'
import { keepLineEnds } from '../../../state/files/line-ends.ts'
import type { Call } from '../../command/command.ts'
import { DONE, SOME_FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { shellWord } from '../../print/shell-word.ts'
import { savedText } from './edit-file.ts'
import { openPlace, placeText } from './open-place.ts'
import { ON_CONFLICT, saveSettled } from './settle-conflict.ts'
import type { FilesCommand } from './sub-command.ts'

export const saveCommand: FilesCommand = {
  usage: 'HOST:PATH (--expect VERSION | --new | --force) [--exact] < TEXT',
  summary: 'Replace a file with stdin if it has not changed since it was read',
  examples: [
    [
      'files save gpu1:a.txt --expect "$version" < a.txt',
      'The version is the field `expect` of `files cat gpu1:a.txt --json`',
    ],
  ],
  flags: {
    expect: {
      kind: 'text',
      about: 'Fail if the file has another version than this one (`expect` of `files cat --json`)',
    },
    new: { kind: 'switch', about: 'Create the file; fail if it exists already' },
    force: { kind: 'switch', about: 'Replace the file in any case' },
    exact: { kind: 'switch', about: 'Write the bytes unchanged, without converting line ends' },
    'on-conflict': ON_CONFLICT,
  },
  takes: [1, 1],
  run: save,
}

async function save(call: Call, [text = '']: readonly string[]): Promise<number> {
  const before = readBefore(call)
  const { files, place } = await openPlace(call, text)
  const given = await call.readAll()
  const isExact = call.flags.is('exact') || before === 'none'
  const bytes = isExact ? given : await withLineEnds(given, () => files.read(place))
  const settled = await saveSettled(call, { files, place, bytes, before })
  if (settled.state === 'later') {
    const where = placeText(place)
    const now =
      before === 'none'
        ? 'To replace the file, use --force.'
        : `Read the file again (\`fleetmux files cat ${shellWord(where)} --json\`) and save with its new \`expect\`, or use --force to replace it in any case.`
    call.say(`fleetmux: ${where} was not saved. ${now}`)
    return SOME_FAILED
  }
  call.say(savedText(place.host, settled))
  return DONE
}

/** The content with the line ends of the existing file; binary content stays as it is. */
async function withLineEnds(
  given: Uint8Array,
  read: () => Promise<{ readonly bytes: Uint8Array }>,
): Promise<Uint8Array> {
  const edited = textOfFile(given)
  if (isNoText(edited)) return given
  // A failure to read the file is ignored, since saving then reports the reason.
  const opened = await read().catch(() => null)
  const before = opened ? textOfFile(opened.bytes) : 'binary'
  return isNoText(before) ? given : new TextEncoder().encode(keepLineEnds(before, edited))
}

function readBefore({ flags }: Call): FileVersion | 'none' | 'any' {
  const given = [flags.has('expect'), flags.is('new'), flags.is('force')].filter(Boolean)
  if (given.length !== 1)
    throw usage(
      'files save needs one of --expect, --new and --force.',
      'See `fleetmux files save --help`.',
    )
  if (flags.is('new')) return 'none'
  return flags.is('force') ? 'any' : versionOf(flags.text('expect') ?? '')
}

/** Parses the version of a file. @throws FailureError (usage) if the text is not a version. */
function versionOf(text: string): FileVersion {
  const version = readVersion(text)
  if (version) return version
  throw usage(
    `Invalid value for --expect: ${JSON.stringify(text)}.`,
    'Use the field `expect` from the output of `fleetmux files cat HOST:PATH --json`.',
  )
}
