import { unknownSubCommand } from '../../args/unknown-sub-command.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { receipt } from '../../command/wait.ts'
import { shellWord } from '../../print/shell-word.ts'

/** Timeout for scanning a repository, in milliseconds. */
const PATIENCE = 600_000

export const secrets: Command = {
  name: 'secrets',
  usage: 'accept PATH:LINE...',
  summary: 'Mark lines of a repository that look like secrets as harmless',
  details: `
\`start\` and \`exec\` refuse to send what looks like a secret, with file and line. A line that you accept here is sent
from then on: exactly this text in this file, by you on this machine. Paths are relative to the root of the repository,
as in the message of \`start\`.`,
  examples: [['secrets accept test/fixtures/key.pem:1', 'This line is only a key for tests']],
  flags: {
    repo: { kind: 'text', about: 'The repository; default the one around this directory' },
    branch: { kind: 'text', about: 'The branch; default the current one' },
  },
  takes: [2, 999],
  first: ['accept'],
  run,
}

async function run(call: Call): Promise<number> {
  const [what = '', ...written] = call.args
  if (what !== 'accept') throw unknownSubCommand('secrets', what, ['accept'])
  const places = written.map(readPlace)
  const branch = call.flags.text('branch')
  const { store } = await call.open([])
  store.dispatch({
    type: 'accept-secrets',
    repository: call.flags.text('repo') ?? process.cwd(),
    places,
    ...(branch !== undefined && { branch }),
    ref: 'accept',
  })
  const { text } = await receipt(store, {
    ...{ ref: 'accept', host: '', limit: PATIENCE, isFixed: true },
    effect: 'the lines were accepted',
    repeat: ['fleetmux secrets accept', ...written.map(shellWord)].join(' '),
  })
  call.say(text)
  return DONE
}

function readPlace(text: string): { path: string; line: number } {
  const [, path, line] = /^(.+):([1-9]\d*)$/.exec(text) ?? []
  if (path === undefined)
    throw usage(
      `${JSON.stringify(text)} is not of the form PATH:LINE.`,
      'Write the path and the number of the line, as in `src/key.pem:3`.',
    )
  return { path, line: Number(line) }
}
