import { isNoText, textOfFile } from '../../state/files/file-text.ts'
import type { FilePlace, HostFiles, OpenedFile } from '../../state/files/host-files.ts'
import { type Picture, type PictureArea, pictureCells } from '../../state/files/picture.ts'
import { lastPart } from '../../state/files/written-path.ts'
import type {
  FilesAnswer,
  FilesRequest,
  FileText,
  FoundFiles,
  FoundRow,
} from '../../state/host-requests/files-request.ts'
import { FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import type { DirectCommand } from '../../state/model/messages/direct-command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { bytesText } from '../../state/text/bytes.ts'
import { clean, says } from '../../state/text/clean.ts'
import { createFileEdits } from './file-edits.ts'
import { localPath } from './local-path.ts'

type Of<T extends FilesRequest['do']> = Extract<FilesRequest, { do: T }>

/**
 * Maximum number of rows on the screen, for a search for names, a search for text and the trash. The screen says when
 * there are more.
 */
const MOST_FOUND = 1000
/**
 * Minimum milliseconds between two answers to the screen with new search results, or with the progress of a transfer.
 */
const EVERY = 200

/** Carries out the requests of the files screen. */
export function createFileRequests(
  open: () => Promise<HostFiles>,
  dispatch: (event: Event) => void,
  directoryOf: (host: string, pane: string) => Promise<string>,
): (command: Extract<DirectCommand, { type: 'ask-files' }>) => Promise<Event | void> {
  const tell = (host: string, answer: FilesAnswer) =>
    dispatch({ type: 'files-answered', host, answer })
  const edits = createFileEdits(tell)

  async function list(files: HostFiles, host: string, ask: Of<'list'>): Promise<void> {
    const { turn, filter, pane, ...options } = ask
    try {
      const path = pane === undefined ? ask.path : await directoryOf(host, pane)
      const asked = { ...options, ...(filter !== '' && { filter }) }
      tell(host, { of: 'list', turn, listing: await files.list({ host, path }, asked) })
    } catch (thrown) {
      tell(host, { of: 'list', turn, failure: sentence(toFailure(thrown, host)) })
    }
  }

  return async ({ host, ask }) => {
    const files = await open()
    switch (ask.do) {
      case 'list':
        return list(files, host, ask)
      case 'show':
        return tell(host, {
          of: 'text',
          text: await readText(files, { host, path: ask.path }, ask),
        })
      case 'find':
      case 'grep':
        return search(files, host, ask, answer => tell(host, answer))
      case 'trash':
        return tell(host, { of: 'found', found: await readTrash(files, host) })
      case 'edit':
        return edits.edit(files, { host, path: ask.path })
      case 'open':
        return edits.open(files, { host, path: ask.path })
      case 'save':
        return edits.saveText(files, { host, path: ask.path }, ask)
      case 'settle':
        return edits.settle(files, ask.choice)
      case 'get':
      case 'put':
        return transfer(files, host, ask, answer => tell(host, answer))
      default: {
        const text = await change(files, host, ask)
        tell(host, { of: 'changed' })
        return { type: 'did', text, about: { host } }
      }
    }
  }
}

async function readText(
  files: HostFiles,
  place: FilePlace,
  { line, area }: Of<'show'>,
): Promise<FileText> {
  const opened = await files.read(place)
  const isCut = opened.size > opened.bytes.length
  const text = textOfFile(opened.bytes, isCut)
  if (isNoText(text)) {
    const picture = await files.picture(opened.bytes)
    if (picture) return pictureText(place, opened, picture, area)
    throw new FailureError({
      ...{ kind: 'refused', host: place.host },
      what: `${opened.path} is not a text file (${bytesText(opened.size)}).`,
      why: text === 'binary' ? 'it contains NUL bytes' : 'it is not UTF-8',
      hint: 'Press d to download the file.',
    })
  }
  const { syntaxLines } = await import('../../state/files/syntax-lines.ts')
  const lines = syntaxLines(text.replace(/\r?\n$/, ''), opened.path)
  const { path, notes } = opened
  const title = says`${place.host}:${path}`
  return { path, title, lines, notes, ...(line !== undefined && { line }) }
}

function pictureText(
  { host }: FilePlace,
  { path, size }: OpenedFile,
  picture: Picture,
  area: PictureArea,
): FileText {
  const { kind, width, height } = picture
  const title = says`${host}:${path}`
  const notes = [`${kind}, ${width} x ${height}, ${bytesText(size)}`]
  const lines = pictureCells(picture, area).map(row => row.map(cell => ({ ...cell, colour: 0 })))
  return { path, title, lines, notes, isPicture: true }
}

/** Searches files and dispatches the results at intervals, and at the end. */
async function search(
  files: HostFiles,
  host: string,
  ask: Of<'find' | 'grep'>,
  tell: (answer: FilesAnswer) => void,
): Promise<void> {
  const rows: FoundRow[] = []
  let told = 0
  const title = says`${ask.do === 'find' ? 'Names' : 'Lines'} with ${ask.text} in ${host}:${ask.path}`
  const show = (isSearching: boolean, isCut: boolean) => {
    told = performance.now()
    tell({ of: 'found', found: { title, rows: [...rows], isCut, isSearching } })
  }
  const add = (row: FoundRow) => {
    rows.push(row)
    if (performance.now() - told > EVERY) show(true, false)
  }
  const place = { host, path: ask.path }
  const limit = { limit: MOST_FOUND, hidden: true }
  show(true, false)
  const { isCut } =
    ask.do === 'find'
      ? await files.find(place, { ...limit, name: ask.text, found: ({ name }) => add({ name }) })
      : await files.grep(place, { ...limit, text: ask.text, anyCase: true, found: add })
  show(false, isCut)
}

async function readTrash(files: HostFiles, host: string): Promise<FoundFiles> {
  const trashed = await files.trash(host)
  const rows = trashed.slice(0, MOST_FOUND).map(({ path, removed }) => ({
    name: path,
    text: says`removed ${removed.replace('T', ' ')}`,
  }))
  const title = says`The trash of ${host}: enter restores`
  const isCut = trashed.length > MOST_FOUND
  return { title, rows, isCut, isSearching: false, isTrash: true }
}

async function change(
  files: HostFiles,
  host: string,
  ask: Of<'new' | 'mkdir' | 'remove' | 'restore' | 'move' | 'copy'>,
) {
  const place = { host, path: ask.path }
  if (ask.do === 'new') {
    const saved = await files.save(place, new Uint8Array(), { before: 'none' })
    if (saved.state === 'saved') return says`Made ${host}:${saved.path}.`
    throw new FailureError({
      ...{ kind: 'refused', host, what: `${ask.path} already exists.` },
      hint: 'Choose another name.',
    })
  }
  if (ask.do === 'restore') return says`Restored ${host}:${(await files.restore(place)).path}.`
  if (ask.do === 'mkdir') return says`Made ${host}:${(await files.makeDirectory(place)).path}.`
  if (ask.do === 'move' || ask.do === 'copy') {
    const done = await files[ask.do](place, { to: ask.to })
    const note = done.note === null ? '' : ` (${done.note})`
    return says`${ask.do === 'move' ? 'Moved' : 'Copied'} to ${host}:${done.path}${note}.`
  }
  const { path, note } = await files.remove(place)
  return says`Removed ${host}:${path}${note === null ? '' : `; it is in the trash: ${note}`}.`
}

async function transfer(
  files: HostFiles,
  host: string,
  { do: way, path, here }: Of<'get' | 'put'>,
  tell: (answer: FilesAnswer) => void,
): Promise<Event> {
  let told = 0
  const progress = (done: number, total: number | null) => {
    if (performance.now() - told < EVERY) return
    told = performance.now()
    const of = total === null ? '' : ` of ${bytesText(total)}`
    const name = lastPart(clean(path))
    tell({ of: 'progress', progress: says`${name}: ${bytesText(done)}${of}` })
  }
  const howToContinue = 'The part that arrived is kept: fetch or send it again to continue.'
  const options = { progress, resume: true, howToContinue }
  try {
    const local = localPath(here)
    const {
      path: to,
      size,
      notes,
    } = way === 'get'
      ? await files.get({ host, path }, local, options)
      : await files.put(local, { host, path }, options)
    const [from, there] = way === 'get' ? [`${host}:${path}`, to] : [local, `${host}:${to}`]
    const text = says`Copied ${from} to ${there} (${bytesText(size)}). ${notes.join(' ')}`
    return { type: 'did', text, about: { host } }
  } finally {
    tell({ of: 'progress', progress: null })
    tell({ of: 'changed' })
  }
}
