import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stateDirectory } from '../../disk/own-directory.ts'
import { makeOwnDirectory } from '../../disk/private-file.ts'
import type { EditedCopy } from '../../state/files/host-files.ts'
import { lastPart, type WrittenPath } from '../../state/files/written-path.ts'
import { FailureError } from '../../state/model/failure.ts'
import { editorOf } from '../terminal/editor.ts'
import { handOverTerminal, type Lend } from '../terminal/hand-over-terminal.ts'

/**
 * Keeps a copy of a file on this machine until `drop` is called: outside temporary directories, and readable only by
 * the user.
 */
export async function keepCopy(
  name: WrittenPath,
  bytes: Uint8Array,
  env: NodeJS.ProcessEnv,
): Promise<EditedCopy> {
  const directory = await makeDirectory(env)
  const path = join(directory, localName(name))
  await writeFile(path, bytes, { mode: 0o600 })
  return { path, bytes, drop: () => rm(directory, { recursive: true, force: true }) }
}

/**
 * Opens a copy of a file in the user's editor, which uses the terminal until it exits.
 * @throws FailureError that names the copy, if the editor failed.
 */
export async function editCopy(
  name: WrittenPath,
  bytes: Uint8Array,
  lend: Lend,
  env: NodeJS.ProcessEnv,
): Promise<EditedCopy> {
  const editor = await editorOf(env)
  const copy = await keepCopy(name, bytes, env)
  // $VISUAL or $EDITOR may contain arguments (`code --wait`), so a shell parses its value, as git does.
  const args = ['-c', `${editor} "$1"`, 'sh', copy.path]
  const code = await handOverTerminal({ file: '/bin/sh', args }, lend)
  if (code !== 0) throw failed(editor, code, copy.path)
  return { ...copy, bytes: await readFile(copy.path) }
}

async function makeDirectory(env: NodeJS.ProcessEnv): Promise<string> {
  const edits = join(stateDirectory(env), 'edits')
  makeOwnDirectory(edits)
  return mkdtemp(join(edits, 'edit-'))
}

/**
 * A file name for the copy. It has the original's extension, so that the editor detects the language; it is never a
 * path and never begins with a dash.
 */
function localName(path: WrittenPath): string {
  const name = lastPart(path)
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^[-\s]/, '_')
    .slice(-100)
  return /^\.*$/.test(name) ? 'file' : name
}

function failed(editor: string, code: number, path: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `The editor ended with exit code ${code}; nothing was saved.`,
    why: `the editor is ${editor}`,
    hint: `Your copy is ${path}.${code > 125 ? ' Set VISUAL or EDITOR to an editor that is installed.' : ''}`,
  })
}
