import { isNoText, textOfFile } from '../../state/files/file-text.ts'
import type { FileVersion } from '../../state/files/file-version.ts'
import type { EditedCopy, FilePlace, HostFiles } from '../../state/files/host-files.ts'
import { editedBytes, saveBeside } from '../../state/files/save-beside.ts'
import { differenceLines } from '../../state/files/text-difference.ts'
import { samePath, type WrittenPath } from '../../state/files/written-path.ts'
import type { ConflictChoice, FilesAnswer } from '../../state/host-requests/files-request.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { clean, says } from '../../state/text/clean.ts'

/** An edited copy that could not be saved because another process or user has changed the file. */
interface HeldEdit {
  readonly place: FilePlace
  readonly copy: EditedCopy
  readonly bytes: Uint8Array
  readonly path: WrittenPath
  /** The file's current version on the host; 'none': the file does not exist any more. */
  readonly before: FileVersion | 'none'
}

/**
 * Handles edits that are started from the screen: opens the editor, saves, and resolves a conflict as the user chooses.
 * Only one conflict is kept at a time.
 */
export function createFileEdits(tell: (host: string, answer: FilesAnswer) => void) {
  let held: HeldEdit | null = null
  /** Local copies of the texts that fleetmux's own editor has last saved or tried to save, by host and path. */
  const copies = new Map<string, EditedCopy>()

  async function edit(files: HostFiles, place: FilePlace): Promise<Event> {
    const { host } = place
    const { opened, version } = await read(files, place)
    const copy = await files.editCopy(samePath(place.path), opened.bytes)
    const bytes = editedBytes(opened.bytes, copy.bytes)
    if (Buffer.from(bytes).equals(opened.bytes)) {
      await copy.drop()
      return { type: 'did', text: says`${host}:${opened.path} was not changed.`, about: { host } }
    }
    return save(files, { place, copy, bytes, path: opened.path, before: version })
  }

  /** Reads a text file for fleetmux's own editor. */
  async function open(files: HostFiles, place: FilePlace): Promise<void> {
    const { host, path } = place
    const { opened, text, version } = await read(files, place).catch(thrown => {
      tell(host, { of: 'unopened', path })
      throw thrown
    })
    // If an earlier text of this file could not be saved, its local copy is from now on never deleted by fleetmux: it
    // is the user's.
    copies.delete(`${host}:${path}`)
    const title = says`${host}:${opened.path}`
    tell(host, { of: 'opened', file: { path, title, text, version } })
  }

  /** Saves the text of fleetmux's own editor. A copy is kept on this machine until the text is saved. */
  async function saveText(
    files: HostFiles,
    place: FilePlace,
    { text, before }: { readonly text: string; readonly before: FileVersion },
  ): Promise<Event> {
    const path = samePath(place.path)
    const bytes = new TextEncoder().encode(text)
    const copy = await files.keepCopy(path, bytes).catch(failing(place))
    const key = `${place.host}:${place.path}`
    await copies.get(key)?.drop()
    copies.set(key, copy)
    return save(files, { place, copy, bytes, path, before })
  }

  /** Saves the edited copy. @throws FailureError that names the copy if it could not be saved. */
  async function save(
    files: HostFiles,
    edited: Omit<HeldEdit, 'before'> & { readonly before: FileVersion | 'none' },
  ): Promise<Event> {
    const { place, copy, bytes, before } = edited
    const { host } = place
    const result = await files.save(place, bytes, { before }).catch(failing(place, copy))
    if (result.state === 'saved') {
      await copy.drop()
      tell(host, { of: 'saved', path: place.path, version: result.version })
      tell(host, { of: 'changed' })
      const how =
        result.inPlace === null
          ? ''
          : ` The file was overwritten in place, not replaced atomically: ${result.inPlace}.`
      return { type: 'did', text: says`Saved ${host}:${result.path}.${how}`, about: { host } }
    }
    const { path, now } = result
    held = { ...edited, path, before: now ?? 'none' }
    tell(host, { of: 'conflict', conflict: { path, isThere: now !== null, copy: copy.path } })
    return {
      type: 'warned',
      text: says`Somebody else has changed ${host}:${path} since you opened it.`,
    }
  }

  async function settle(files: HostFiles, choice: ConflictChoice): Promise<Event | void> {
    const edited = held
    if (!edited) return
    const { place, copy, bytes, path } = edited
    const { host } = place
    if (choice === 'difference') return showDifference(files, edited)
    held = null
    // Overwrites only the version of the file that was shown. If the file has changed again, that is a new conflict.
    if (choice === 'overwrite') return save(files, edited)
    if (choice === 'later') {
      tell(host, { of: 'unsaved', path: place.path })
      const text = says`${host}:${path} was not saved. Your copy is ${copy.path}`
      return { type: 'did', text, about: { host } }
    }
    const beside = await saveBeside(files, { host, path }, bytes).catch(failing(place, copy))
    await copy.drop()
    tell(host, { of: 'saved', path: place.path, version: null })
    tell(host, { of: 'changed' })
    return {
      type: 'did',
      text: says`Your version was saved beside the changed file, as ${host}:${beside}.`,
      about: { host },
    }
  }

  async function showDifference(files: HostFiles, { place, bytes, path }: HeldEdit): Promise<void> {
    const there = textOfFile((await files.read(place)).bytes)
    const mine = textOfFile(bytes)
    const lines =
      isNoText(there) || isNoText(mine)
        ? ['One of the two versions is not a text file, so they cannot be compared.']
        : differenceLines(there, mine)
    const title = says`${place.host}:${path}: - on the host, + your version`
    const text = { path, title, lines: lines.map(differenceLine), notes: [] }
    tell(place.host, { of: 'text', text })
  }

  /** Tells the screen that the text was not saved, and adds the path of the copy to the hint of the failure. */
  function failing({ host, path }: FilePlace, copy?: EditedCopy): (thrown: unknown) => never {
    return thrown => {
      tell(host, { of: 'unsaved', path })
      if (!copy || !(thrown instanceof FailureError)) throw thrown
      const { failure } = thrown
      const hint = [failure.hint, `Your copy is ${copy.path}`].filter(Boolean).join(' ')
      throw new FailureError({ ...failure, host, hint })
    }
  }

  return { edit, open, saveText, settle }
}

/** Reads a text file. @throws FailureError if it cannot be edited. */
async function read(files: HostFiles, place: FilePlace) {
  const opened = await files.read(place)
  const { path, notes, version } = opened
  const text = textOfFile(opened.bytes)
  if (version && !isNoText(text)) return { opened, text, version }
  const what = `${path} cannot be edited with fleetmux.`
  const reason = version
    ? { what, why: 'it is not a text file', hint: 'Press d to download the file.' }
    : { what: `${what} ${notes.join(' ')}` }
  throw new FailureError({ kind: 'refused', host: place.host, ...reason })
}

function differenceLine(line: string) {
  const colour = line.startsWith('+') ? 32 : line.startsWith('-') ? 31 : 0
  return [{ text: clean(line.replaceAll('\t', '    ')), colour }]
}
