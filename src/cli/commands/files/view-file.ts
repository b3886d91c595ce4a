import { isNoText, textOfFile } from '../../../state/files/file-text.ts'
import { versionText } from '../../../state/files/file-version.ts'
import type { FilePlace, OpenedFile } from '../../../state/files/host-files.ts'
import { type Picture, paintCells, pictureCells } from '../../../state/files/picture.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { bytesText } from '../../../state/text/bytes.ts'
import { cleanLines } from '../../../state/text/clean.ts'
import type { Call } from '../../command/command.ts'
import { DONE, SOME_FAILED } from '../../command/exit.ts'
import { toJson } from '../../print/json.ts'
import { shellWord } from '../../print/shell-word.ts'
import { openPlace, placeText } from './open-place.ts'
import { type FilesCommand, JSON_FLAG } from './sub-command.ts'

/** Maximum height of a picture, in rows, so that most of it is visible at once; larger ones are scaled down. */
const PICTURE_ROWS = 50

export const viewCommand: FilesCommand = {
  usage: 'HOST:PATH [--json]',
  summary:
    'Print a text file, up to 3 MB, highlighted on a terminal; a PNG or JPEG as coloured text',
  examples: [['files cat gpu1:src/main.ts', 'The text of the file']],
  flags: { json: JSON_FLAG },
  takes: [1, 1],
  run: view,
}

async function view(call: Call, [text = '']: readonly string[]): Promise<number> {
  const { files, place } = await openPlace(call, text)
  const opened = await files.read(place)
  const { colour, stdout } = call.terminal
  const picture = colour && stdout && !call.flags.is('json') && (await files.picture(opened.bytes))
  if (picture) return printPicture(call, picture)
  const content = contentOf(place, opened)
  if (call.flags.is('json')) {
    const { bytes: _, version, ...rest } = opened
    const expect = version && versionText(version)
    await call.print(toJson({ host: place.host, ...rest, expect, text: content }))
  } else await printText(call, content, opened.path)
  for (const note of opened.notes) call.say(`${placeText(place)}: ${note}`)
  return opened.size > opened.bytes.length ? SOME_FAILED : DONE
}

/** The text of a file. @throws FailureError if the file is not text, with a hint how to download it. */
export function contentOf(place: FilePlace, { bytes, size }: OpenedFile): string {
  const text = textOfFile(bytes, size > bytes.length)
  if (!isNoText(text)) return text
  const why = text === 'binary' ? 'it contains NUL bytes' : 'it is not UTF-8'
  throw new FailureError({
    ...{
      kind: 'refused',
      host: place.host,
      what: `${place.path} is not a text file (${bytesText(size)}).`,
      why,
    },
    hint: `Download the file: \`fleetmux files get ${shellWord(placeText(place))}\`.`,
  })
}

/** Prints a picture in half blocks, as wide as the terminal. */
async function printPicture(call: Call, picture: Picture): Promise<number> {
  const isTrueColour = /truecolor|24bit/.test(call.environment['COLORTERM'] ?? '')
  const area = { columns: call.terminal.columns, rows: PICTURE_ROWS }
  for (const row of pictureCells(picture, area)) await call.print(paintCells(row, isTrueColour))
  call.say(`${picture.kind}, ${picture.width} x ${picture.height}`)
  return DONE
}

async function printText(call: Call, text: string, name: string): Promise<void> {
  if (text === '') return
  const whole = text.endsWith('\n') ? text.slice(0, -1) : text
  // The text is printed unchanged only into a pipe, because a terminal would execute escape sequences in the text.
  if (!call.terminal.stdout) return call.print(whole)
  const shown = cleanLines(whole.replaceAll('\t', '    '))
  if (!call.terminal.colour) return call.print(shown)
  const { colourSyntax } = await import('../../../state/files/syntax-lines.ts')
  await call.print(colourSyntax(shown, name))
}
