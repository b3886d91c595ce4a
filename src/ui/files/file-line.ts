import type { FilesRequest } from '../../state/host-requests/files-request.ts'
import { submitLine } from '../command-line/prompt.ts'
import { lineOf } from '../edit/line.ts'
import type { FileLine, FilesScreen } from '../model/files-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Step, step } from '../view/step.ts'
import { say, withView } from '../view/toast.ts'
import { seekInEditor } from './file-editor.ts'
import { directoryOf, joinPath, pathOfEntry, selectedFile, withFiles } from './file-selection.ts'
import { listAgain, listAt } from './listing-request.ts'

const NEEDS_ENTRY: readonly FileLine[] = ['move', 'copy', 'get']

/**
 * Opens the prompt at the bottom of the files screen, for a file name, a path on the host or on this machine, or a text
 * to search; `seek` searches in the open editor.
 */
export function askFileLine(state: UiState, line: FileLine): UiState {
  const { files } = state.view
  if (!files || (line === 'seek' && !files.editor)) return state
  const name = selectedFile(state)?.name
  if (NEEDS_ENTRY.includes(line) && name === undefined) return say(state, 'No file is selected.')
  const begun: Readonly<Partial<Record<FileLine, string>>> = {
    go: directoryOf(files),
    filter: files.filter,
    move: name ?? '',
    copy: name ?? '',
    get: `./${(name ?? '').replace(/^\.+/, '')}`,
  }
  const text = lineOf(begun[line] ?? '')
  return withView(withFiles(state, { line }), { mode: 'file-line', line: text, recalled: 0 })
}

/** Runs the request typed in the line at the bottom. */
export function submitFileLine(state: UiState): Step {
  const { files, line } = state.view
  if (!files) return step(state)
  const closed = submitLine(state, 'files')
  const text = line.text.trim()
  if (files.line === 'filter')
    return listAgain(withFiles(closed, { filter: text, page: 0, row: 0 }))
  if (files.line === 'seek') return step(seekInEditor(closed, line.text))
  if (text === '') return step(closed)
  if (files.line === 'go') return listAt(closed, text)
  return change(closed, files, text)
}

function change(state: UiState, files: FilesScreen, text: string): Step {
  const { host } = files
  const directory = directoryOf(files)
  const entry = selectedFile(state)
  const path = entry ? pathOfEntry(files, entry.name) : directory
  const there = /^[/~]/.test(text) ? text : joinPath(directory, text)
  const asked = (ask: FilesRequest, about: string) => step(say(state, about), command(host, ask))
  switch (files.line) {
    case 'find':
    case 'grep':
      return asked({ do: files.line, path: directory, text }, 'Searching…')
    case 'new':
    case 'mkdir':
      return asked({ do: files.line, path: there }, `Making ${host}:${there}…`)
    case 'move':
    case 'copy':
      return asked({ do: files.line, path, to: there }, `To ${host}:${there}…`)
    case 'get':
      return asked({ do: 'get', path, here: text }, `Fetching ${host}:${path}…`)
    default:
      return asked({ do: 'put', path: sentTo(directory, text), here: text }, `Sending ${text}…`)
  }
}

/** The path on the host to which a local file is sent: the file's own name in `directory`. */
function sentTo(directory: string, here: string): string {
  return joinPath(directory, here.replace(/\/+$/, '').split('/').at(-1) ?? here)
}

function command(host: string, ask: FilesRequest) {
  return { type: 'ask-files', host, ask } as const
}
