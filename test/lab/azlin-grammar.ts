/** The words of azlin 2.7.3 that matter here, and no others. */

interface Grammar {
  readonly flags: readonly string[]
  readonly values: readonly string[]
  /** How many words it takes besides. */
  readonly words: readonly [number, number]
  /** Whether a command may follow behind `--`. */
  readonly last?: true
}

const GLOBAL_FLAGS = ['--verbose', '-v', '--startup-time']
const GLOBAL_VALUES = ['--output', '-o', '--auth-profile']
const PLACE = ['--resource-group', '--rg', '--config']

export const GRAMMAR: Readonly<Record<string, Grammar>> = {
  new: {
    flags:
      '--region-fit --no-auto-connect --no-nfs --no-bastion --no-tmux --private --public --yes -y --no-home-disk'.split(
        ' ',
      ),
    values: [
      ...PLACE,
      ...'--repo --size --vm-size --vm-family --region --name --pool --template --nfs-storage --tmux-session --bastion-name --home-disk-size --tmp-disk-size --os'.split(
        ' ',
      ),
    ],
    words: [0, 0],
  },
  list: {
    flags:
      '--all --no-tmux --with-latency --show-procs --with-health -w --wide -c --compact --no-cache -q --quota -a --show-all-vms --include-stopped --all-contexts -r --restore'.split(
        ' ',
      ),
    values: [...PLACE, '--tag', '--vm-pattern', '--contexts'],
    words: [0, 0],
  },
  connect: {
    flags: '--no-tmux --no-reconnect --yes -y --disable-bastion-pool --x11 -X --no-status'.split(
      ' ',
    ),
    values: [...PLACE, '--tmux-session', '--user', '--key', '--max-retries'],
    words: [0, 1],
    last: true,
  },
  delete: { flags: ['--force', '-f'], values: PLACE, words: [1, 1] },
  kill: { flags: ['--force'], values: PLACE, words: [1, 1] },
  'tunnel open': {
    flags: [],
    values: ['--local-port', '--user', '--key', '--resource-group', '--rg'],
    words: [2, 9],
  },
}

export interface Parsed {
  readonly options: Readonly<Record<string, string | true>>
  readonly words: readonly string[]
  readonly command: readonly string[]
}

/** As clap does with words that it does not know. */
export function clap(message: string): never {
  process.stderr.write(`error: ${message}\n\nFor more information, try '--help'.\n`)
  process.exit(2)
}

/** Reads the words of one command, or ends with 2. */
export function parse(grammar: Grammar, args: readonly string[]): Parsed {
  const end = args.indexOf('--')
  const command = end < 0 ? [] : args.slice(end + 1)
  const words: string[] = []
  const options: Record<string, string | true> = {}
  const before = end < 0 ? args : args.slice(0, end)
  for (let at = 0; at < before.length; at++) {
    const [name = '', joined] = before[at]?.split(/=(.*)/s) ?? []
    if (!name.startsWith('-')) words.push(before[at] ?? '')
    else if ([...GLOBAL_FLAGS, ...grammar.flags].includes(name)) options[name] = true
    else if ([...GLOBAL_VALUES, ...grammar.values].includes(name)) {
      const value = joined ?? before[++at]
      if (value === undefined) clap(`a value is required for '${name}' but none was supplied`)
      options[name] = value
    } else clap(`unexpected argument '${before[at]}' found`)
  }
  const [least, most] = grammar.words
  const surplus = words[most] ?? (grammar.last ? undefined : command[0])
  if (surplus !== undefined) clap(`unexpected argument '${surplus}' found`)
  if (words.length < least) clap('the following required arguments were not provided')
  const { '--size': size, '-o': format = options['--output'] } = options
  if (size && !/^(xs|s|m|l|xl|xxl)$/i.test(String(size))) {
    clap(`invalid value '${size}' for '--size <SIZE>'\n  [possible values: xs, s, m, l, xl, xxl]`)
  }
  if (format && !/^(table|json|csv)$/.test(String(format))) clap(`invalid value '${format}'`)
  return { options, words, command }
}
