import { addressOf } from '../../../state/hosts/describe.ts'
import type { HostConfig } from '../../../state/model/host-config.ts'
import { GLOBAL_FLAGS } from '../../args/parse.ts'
import type { ArgumentKind, Call, Command } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import type { Flag } from '../../command/flag.ts'
import {
  type Choice,
  commandChoices,
  isPlace,
  placeChoices,
  targetChoices,
} from './complete-on-host.ts'

/** The hidden command for shells: prints the completions at the end of a command line. */
export function complete(words: () => readonly Command[]): Command {
  return {
    name: 'complete',
    usage: '-- WORDS...',
    summary: 'Print completions of a command line, for shells',
    examples: [['complete -- send lo', 'Print the targets that begin with lo']],
    flags: {},
    takes: [0, 0],
    command: true,
    run: async call => {
      const current = call.command.at(-1) ?? ''
      for (const [word, about] of await choices(call, words(), current)) {
        if (word.startsWith(current)) await call.print(about ? `${word}\t${about}` : word)
      }
      return DONE
    },
  }
}

async function choices(
  call: Call,
  words: readonly Command[],
  current: string,
): Promise<readonly Choice[]> {
  const before = call.command.slice(0, -1)
  const { word, args, open } = read(before, words)
  // Arguments after `--` are a text or the command line of another program. They are completed only for `run-on`, with
  // names from the host that it names.
  if (before.includes('--'))
    return word?.name === 'run-on' ? commandChoices(call, before, current) : []
  // With --remote, targets are on other hosts, and completion connects to no other host.
  const isElsewhere = before.some(part => /^--remote(=|$)/.test(part))
  if (open?.of === 'target') return isElsewhere ? [] : targetChoices(call, current)
  if (open?.of === 'host') return hostChoices(call)
  if (open) return (open.of ?? []).map(each => [each, ''])
  if (current.startsWith('-')) return flagChoices({ ...word?.flags, ...GLOBAL_FLAGS })
  if (word && isPlace(word, args, current))
    return isElsewhere ? [] : placeChoices(call, word, current)
  if (!word) return words.map(each => [each.name, each.summary])
  if (args.length > 0) return laterChoices(call, word.next?.(args) ?? [], args)
  if (word.first === 'target') return isElsewhere ? [] : targetChoices(call, current)
  if (word.first === 'host') return laterChoices(call, 'host', args)
  return (word.first ?? []).map(each => [each, ''])
}

/** Choices for a later argument. They include disabled hosts, but not the hosts that are given already. */
async function laterChoices(
  call: Call,
  named: ArgumentKind,
  args: readonly string[],
): Promise<readonly Choice[]> {
  if (named !== 'host') return named.map(each => [each, ''])
  const { store } = await call.open([])
  const hosts = [...store.getState().hosts.values()].map(host => host.config)
  return hosts.filter(({ name }) => !args.includes(name)).map(hostChoice)
}

/** The command on a line, its arguments so far, and `open`: the last flag, if its value is still missing. */
function read(line: readonly string[], words: readonly Command[]) {
  let word: Command | undefined
  const args: string[] = []
  let open: Flag | undefined
  for (const part of line) {
    if (open) open = undefined
    else if (part.startsWith('-') && part !== '-')
      open = waiting(part, { ...GLOBAL_FLAGS, ...word?.flags })
    else if (word) args.push(part)
    else word = words.find(each => each.name === part)
  }
  return { word, args, open }
}

function waiting(part: string, flags: Readonly<Record<string, Flag>>): Flag | undefined {
  const found = Object.entries(flags).find(
    ([name, flag]) => part === `--${name}` || part === `-${flag.letter}`,
  )?.[1]
  return found && found.kind !== 'switch' ? found : undefined
}

function flagChoices(flags: Readonly<Record<string, Flag>>): Choice[] {
  return Object.entries(flags).map(([name, { about }]) => [`--${name}`, about])
}

async function hostChoices(call: Call): Promise<Choice[]> {
  const { hosts } = await call.open([])
  return hosts.map(hostChoice)
}

function hostChoice(config: HostConfig): Choice {
  return [config.name, addressOf(config)]
}
