import { unknownSubCommand } from '../../args/unknown-sub-command.ts'
import type { Call, Command } from '../../command/command.ts'
import { usage } from '../../command/flag.ts'
import { OWN_MEANING, WORK_FLAGS } from './work-flags.ts'
import { WORK_WORDS, type WorkSubCommand } from './work-sub-commands.ts'

export const work: Command = {
  name: 'work',
  usage: '[COMMAND] [ID] ...',
  summary: 'Worktree sessions: from a prompt to a merged branch, on any host',
  details: `
A worktree session is a branch and a worktree in a repository on a host, with an agent that works in it. Each prompt is
an iteration: the agent works, its changes are committed, the script runs, and the result is recorded on the host, even
while nobody is connected. ID is an id, its beginning, or a name. Your own checkouts are never changed, except that a
clean checkout of the base is fast-forwarded.
Exit: 0 done, 1 failed, conflict or failed script, 2 usage error, 3 no such session, 4 some hosts failed.`,
  examples: [
    [
      'work new --name "Fix login" --script "npm test" "Fix the login"',
      'On this machine, based on main',
    ],
    [
      'work new --host gpu1 --repo ~/src/shop --name cart --agent codex "..."',
      'On gpu1, with Codex',
    ],
    ['work iterate cart "Add tests"', 'Prompt the agent of the session again'],
    ['work diff cart', 'Show the changes of the session'],
    ['work preflight cart', 'Show what prevents a merge'],
    ['work merge cart', 'Merge into main as one commit'],
    ['work clean', 'Remove merged sessions'],
  ],
  flags: WORK_FLAGS,
  takes: [0, 3],
  first: Object.keys(WORK_WORDS),
  subCommands: WORK_WORDS,
  text: true,
  helpFor,
  run: call => find(call).run({ ...call, args: call.args.slice(1) }),
}

function wordOf(what: string): WorkSubCommand | undefined {
  return Object.hasOwn(WORK_WORDS, what) ? WORK_WORDS[what] : undefined
}

function find({ args: [what = 'list', ...rest], flags }: Call): WorkSubCommand {
  const word = wordOf(what)
  if (!word) throw unknownSubCommand('work', what, Object.keys(WORK_WORDS))
  const written = `Write \`fleetmux work ${what} ${word.usage}\`.`
  const [least, most] = word.takes
  const isEmpty = rest.some(each => each.trim() === '')
  if (rest.length < least || rest.length > most || isEmpty)
    throw usage(
      rest.length > most
        ? `work ${what}: unexpected argument ${JSON.stringify(rest.at(-1))}.`
        : `work ${what}: missing argument.`,
      written,
    )
  const other = Object.keys(WORK_FLAGS).find(name => flags.has(name) && !word.flags.includes(name))
  if (other) throw usage(`work ${what} takes no --${other}.`, written)
  return word
}

const ID_IS =
  '\nID is the id of a worktree session, the beginning of the id, or the name of the session.'

function helpFor([what = '']: readonly string[]): Command {
  const word = wordOf(what)
  if (!word) return work
  const { details: _, subCommands: _all, ...rest } = work
  const own = OWN_MEANING[what] ?? {}
  const flags = Object.entries(WORK_FLAGS).filter(([name]) => word.flags.includes(name))
  return {
    ...rest,
    ...(/\bID\b/.test(word.usage) && { details: word.details ?? ID_IS }),
    name: `work ${what}`,
    usage: word.usage,
    summary: word.summary,
    examples: [
      ...work.examples.filter(([line]) => line.split(' ')[1] === what),
      ...(word.examples ?? []),
    ],
    flags: Object.fromEntries(
      flags.map(([name, flag]) => [name, { ...flag, about: own[name] ?? flag.about }]),
    ),
  }
}
