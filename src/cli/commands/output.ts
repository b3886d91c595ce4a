import { sentence } from '../../state/model/failure.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import { strip } from '../../state/text/text.ts'
import { isSessionId } from '../../state/tracked/registry.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE, FAILED } from '../command/exit.ts'
import { followPane } from '../follow/follow-pane.ts'
import { newestLines, newestWhole, printableLine } from '../follow/newest.ts'
import { stream } from '../follow/print-output.ts'
import { readWhole, wholeLines } from '../follow/whole-lines.ts'
import { toJson } from '../print/json.ts'
import { type ResolvedTarget, resolveTarget } from '../recipients/resolve-target.ts'
import { showRecord } from '../tracked/output.ts'

export const output: Command = {
  name: 'output',
  usage: '[--lines N] [--follow] [--json] TARGET|ID',
  summary: 'Print the screen of a session, or the last lines of its scrollback',
  isReadOnly: true,
  details: `
Colours are kept on a terminal unless NO_COLOR is set; elsewhere the output is plain text, and lines that tmux has
wrapped are joined.
With --follow each line is printed when it is complete, and an incomplete line when output pauses, until it is
interrupted or the session ends. For a program that redraws its screen (an editor, top) the changed lines and those
below are printed, at most once a second. Output that tmux has dropped in between is reported on stderr.
For the id of a session that was started from a prompt (see \`fleetmux list\`) it prints status, machine and
prompt, then the last 100 lines; with --follow a terminal is redrawn when they change.`,
  examples: [
    ['output build/tests', 'The current screen'],
    ['output --lines 500 build/tests | grep FAIL', 'The last 500 lines'],
    ['output --lines 10 --follow build:1.0', 'The last 10 lines, then new output as it appears'],
  ],
  flags: {
    lines: { kind: 'number', letter: 'n', about: 'Number of lines, including the scrollback' },
    follow: { kind: 'switch', letter: 'f', about: 'Continue, and print new output' },
    json: { kind: 'switch', about: 'One JSON document; with --follow one per line (docs/cli.md)' },
  },
  takes: [1, 1],
  first: 'target',
  run: show,
}

async function show(call: Call): Promise<number> {
  const [written = ''] = call.args
  // Usage errors are reported before the target is resolved.
  const count = call.flags.number('lines')
  if (isSessionId(written)) return showRecord(call, written)
  const picked = await resolveTarget(call, written)
  const screen = await followPane(picked)
  // A terminal shows the rows of the screen; a program gets unwrapped lines.
  const isWhole = call.flags.is('json') || !call.terminal.stdout
  const found = await (isWhole ? newestWhole : newestLines)(picked, screen, count)
  if (!call.flags.is('follow')) await print(call, picked, found)
  else await follow(call, picked, { screen, found, isWhole })
  return call.flags.is('follow') ? FAILED : DONE
}

/** Prints the lines in `found` and all new lines until the pane is gone. */
async function follow(
  call: Call,
  picked: ResolvedTarget,
  { screen, found, isWhole }: { screen: Screen; found: readonly string[]; isWhole: boolean },
): Promise<void> {
  const line = (text: string) => printLine(call, picked, text)
  for (const each of found) await line(each)
  const whole = wholeLines(screen.width, line, readWhole(picked))
  const sink = isWhole ? whole.line : line
  const failure = await stream(picked, screen, { line: sink, say: call.say })
  await whole.end()
  call.say(sentence(failure))
}

async function print(call: Call, picked: ResolvedTarget, lines: readonly string[]): Promise<void> {
  if (call.flags.is('json')) {
    await call.print(toJson({ target: picked.name, lines: lines.map(strip) }))
  } else for (const line of lines) await printLine(call, picked, line)
}

async function printLine(call: Call, { name }: ResolvedTarget, line: string): Promise<void> {
  if (call.flags.is('json')) await call.print(toJson({ target: name, line: strip(line) }))
  else await call.print(printableLine(call, line))
}
