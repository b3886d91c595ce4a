import type { EditedCopy, FilePlace, OpenedFile } from '../../../state/files/host-files.ts'
import { editedBytes } from '../../../state/files/save-beside.ts'
import { samePath } from '../../../state/files/written-path.ts'
import { FailureError, type FailureText } from '../../../state/model/failure.ts'
import type { Call } from '../../command/command.ts'
import { DONE, SOME_FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { shellWord } from '../../print/shell-word.ts'
import { openPlace, placeText } from './open-place.ts'
import { ON_CONFLICT, type Settled, saveSettled } from './settle-conflict.ts'
import type { FilesCommand } from './sub-command.ts'
import { contentOf } from './view-file.ts'

export const editCommand: FilesCommand = {
  usage: 'HOST:PATH',
  summary: 'Edit a remote file in your local editor; changes are saved on the host',
  examples: [['files edit gpu1:src/main.ts', '$VISUAL or $EDITOR, on this terminal']],
  flags: { 'on-conflict': ON_CONFLICT },
  takes: [1, 1],
  run: edit,
}

async function edit(call: Call, [text = '']: readonly string[]): Promise<number> {
  if (!call.terminal.stdin || !call.terminal.stdout)
    throw usage(
      'files edit needs a terminal.',
      'To save a file from a script, use `fleetmux files save`.',
    )
  const { files, place } = await openPlace(call, text)
  const opened = await files.read(place)
  contentOf(place, opened)
  const { version } = opened
  if (!version) throw new FailureError(notEditable(place, opened))
  call.say(`Editing ${placeText({ host: place.host, path: opened.path })}`)
  const copy = await files.editCopy(samePath(place.path), opened.bytes)
  const bytes = editedBytes(opened.bytes, copy.bytes)
  if (Buffer.from(bytes).equals(opened.bytes)) {
    await copy.drop()
    call.say(`${placeText(place)} was not changed.`)
    return DONE
  }
  const settled = await saveSettled(call, { files, place, bytes, before: version }).catch(
    thrown => {
      call.say(`Your copy is ${copy.path} on this machine.`)
      throw thrown
    },
  )
  return tell(call, place, settled, copy)
}

async function tell(
  call: Call,
  place: FilePlace,
  settled: Settled,
  copy: EditedCopy,
): Promise<number> {
  if (settled.state === 'later') {
    const where = placeText(place)
    const save = `fleetmux files save ${shellWord(where)} --force < ${shellWord(copy.path)}`
    call.say(
      `${where} was not saved. Your copy is ${copy.path} on this machine. To replace the file with your copy: \`${save}\`.`,
    )
    return SOME_FAILED
  }
  await copy.drop()
  call.say(savedText(place.host, settled))
  return DONE
}

/** A sentence that says where the file was saved and, if it was overwritten in place, why. */
export function savedText(host: string, { path, inPlace }: Settled & { state: 'saved' }): string {
  const how = inPlace
    ? ` The file was overwritten in place, not replaced atomically: ${inPlace}.`
    : ''
  return `Saved ${host}:${path}.${how}`
}

function notEditable(place: FilePlace, { notes }: OpenedFile): FailureText {
  const where = shellWord(placeText(place))
  return {
    kind: 'refused',
    host: place.host,
    what: `${place.path} cannot be edited with fleetmux.`,
    why: notes.join(' '),
    hint: `To fetch a copy and edit it: \`fleetmux files get ${where}\`; to send it back: \`fleetmux files put FILE ${where} --force\`.`,
  }
}
