import { DONE } from './exit.ts'
import { usage } from './flag.ts'
import { pick } from './pick.ts'
import { receipt } from './wait.ts'
import type { Call, Word } from './word.ts'

export const send: Word = {
  name: 'send',
  usage: '[--no-enter] TARGET TEXT',
  summary: 'Type a text into a session, and Enter',
  details: `
The text reaches the program byte for byte: no shell and no tmux reads it. With - it is read from
stdin, whose last line end is taken for the Enter. A text that begins with a dash stands behind --.`,
  examples: [
    ['send build/tests "npm test"', 'One line'],
    ['send build/claude - < prompt.md', 'A long text, from a file'],
    ['send --no-enter ana@gpu:2222/train:1.0 -- -v', 'Into one pane, not yet submitted'],
  ],
  flags: { 'no-enter': { kind: 'switch', about: 'Leave the text there unsubmitted' } },
  takes: [2, 2],
  first: 'target',
  run: type,
}

async function type(call: Call): Promise<number> {
  const [written = '', given = ''] = call.args
  const enter = !call.flags.is('no-enter')
  const text = given === '-' ? await readText(call, enter) : given
  const { fleet, target, limit, name } = await pick(call, written)
  fleet.store.dispatch({ type: 'send', target, text, enter, ref: 'send' })
  // Pasting, pausing and the Enter are steps of their own, each with its limit on the host.
  await receipt(fleet.store, 'send', target.host, limit * 3)
  call.say(`Sent to ${name}.`)
  return DONE
}

async function readText(call: Call, enter: boolean): Promise<string> {
  const text = decode(await call.readAll())
  return enter ? text.replace(/\r?\n$/, '') : text
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw usage('What stdin holds is not UTF-8 text.', 'Nothing was sent.')
  }
}
