import { open } from 'node:fs/promises'
import { fileReason } from '../../disk/file-reason.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import { castEvents, castHeader } from '../../state/recording/asciicast.ts'
import { waitUntil } from '../../state/wait-until.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { usage } from '../command/flag.ts'
import { followPane } from '../follow/follow-pane.ts'
import { type ResolvedTarget, resolveTarget } from '../recipients/resolve-target.ts'

export const record: Command = {
  name: 'record',
  usage: '-o FILE [--for SECONDS] TARGET',
  summary: 'Record the screen of a pane as an asciicast',
  details: `
Records until it is interrupted, the pane is gone, or the time is over. Screens come over the open connection, at
most thirty per second; of faster output the newest state is recorded. Each line is written at once. The file must not
exist.`,
  examples: [
    ['record -o build.cast build/tests', 'Until Ctrl-C; then: asciinema play build.cast'],
    ['record -o minute.cast --for 60 gpu1/train', 'One minute'],
  ],
  flags: {
    output: { kind: 'text', letter: 'o', about: 'The file to write' },
    for: { kind: 'number', about: 'Stop after this many seconds' },
  },
  takes: [1, 1],
  first: 'target',
  run,
}

async function run(call: Call): Promise<number> {
  const path = call.flags.text('output')
  if (path === undefined) throw usage('record: missing output file.', 'Use -o FILE.')
  const picked = await resolveTarget(call, call.args[0] ?? '')
  const screen = await followPane(picked)
  const file = await create(path)
  try {
    const ends = await follow(picked, screen, call.flags.number('for'), line =>
      file.appendFile(`${line}\n`).catch(thrown => {
        throw stopped(path, thrown)
      }),
    )
    call.say(`${ends} Recorded in ${path}.`)
    return DONE
  } finally {
    await file.close()
  }
}

/** Writes all changes of the screen. Resolves with the reason why the recording ends, as one sentence. */
async function follow(
  { fleet, name }: ResolvedTarget,
  first: Screen,
  seconds: number | undefined,
  write: (line: string) => Promise<void>,
): Promise<string> {
  const start = Date.now()
  const elapsed = () => (Date.now() - start) / 1000
  await write(castHeader(first, name, start))
  let before: Screen | null = null
  let shown = first
  for (;;) {
    for (const line of castEvents(before, shown, elapsed())) await write(line)
    before = shown
    const left = seconds === undefined ? Number.POSITIVE_INFINITY : (seconds - elapsed()) * 1000
    if (left <= 0) return 'The time is over.'
    const news = await waitUntil(
      fleet.store,
      ({ output: { failure, screen } }) =>
        failure ?? (screen && screen !== before ? { screen } : null),
      left,
    )
    if (!news) return 'The time is over.'
    if ('what' in news) return sentence(news)
    shown = news.screen
  }
}

async function create(path: string) {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw new FailureError({
      kind: 'usage',
      what: `${path} cannot be written.`,
      why: fileReason(error),
      hint: isThere
        ? 'Name a file that does not exist yet.'
        : 'Name a file in an existing directory that you may write to.',
    })
  }
}

function stopped(path: string, thrown: unknown): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `The recording has stopped, because ${path} cannot be written any more.`,
    why: fileReason(thrown),
    hint: 'What was recorded until then is in the file. Make room on the disk, or record into another file with -o FILE.',
  })
}
