import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FailureError } from '../state/model/failure.ts'
import type { Command } from '../state/model/messages/command.ts'
import type { Event } from '../state/model/messages/event.ts'
import { editorOf } from './terminal/editor.ts'
import { handOverTerminal, type Lend } from './terminal/hand-over-terminal.ts'

type EditText = Extract<Command, { type: 'edit-text' }>

/**
 * Opens a text in the user's editor, which uses the terminal until it exits. The text is in a private file that is
 * removed afterwards.
 * @throws FailureError if the editor fails; the text is then unchanged.
 */
export async function editText(
  { text }: EditText,
  lend: Lend,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Event> {
  const editor = await editorOf(env)
  const directory = await mkdtemp(join(tmpdir(), 'fleetmux-'))
  try {
    const file = join(directory, 'text.md')
    await writeFile(file, text, { mode: 0o600 })
    // $VISUAL or $EDITOR may contain arguments (`code --wait`), so a shell parses its value, as git does.
    const args = ['-c', `${editor} "$1"`, 'sh', file]
    const code = await handOverTerminal({ file: '/bin/sh', args }, lend)
    if (code !== 0) throw failed(editor, code)
    return { type: 'edited', text: written(decode(await readFile(file)), text) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Removes the newline that editors add at the end of a file, unless the original text ended with one. */
function written(edited: string, before: string): string {
  return before.endsWith('\n') ? edited : edited.replace(/\r?\n$/, '')
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new FailureError({
      ...{ kind: 'usage', what: 'The text that the editor saved is not UTF-8.' },
      hint: 'The text in fleetmux was not changed: edit it again, and save it as UTF-8.',
    })
  }
}

function failed(editor: string, code: number): FailureError {
  const hint =
    code > 125
      ? 'Set VISUAL or EDITOR to an editor that is installed.'
      : 'fleetmux takes over a text only if the editor ends with exit code 0: edit the text again, save it, and quit the editor.'
  const what = `The editor ended with exit code ${code}; the text was not changed.`
  const why = `the editor is ${editor}`
  return new FailureError({ kind: 'refused', what, why, hint })
}
