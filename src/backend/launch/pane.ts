import { dirname } from 'node:path/posix'
import { PROMPT, type PromptWay } from '../agents/adapter.ts'

/**
 * What an agent is started with stands beside it (a version manager's node): its directory comes first, then the
 * PATH on which it was found. What the agent starts is found as its person would find it.
 */
const BEFORE = '[ -n "$1" ] && { PATH=$1:$PATH; export PATH; }; shift;'

/**
 * Takes the prompt from its file, which is gone then, and becomes the agent: the prompt is in no argument of
 * anything that runs before it, and every byte of it arrives (the x keeps line ends).
 */
const ARGUMENT = [
  'p=$(cat "$1" && printf x) || exit 125; p=${p%x}; rm -f "$1"; m=$2; shift 2;',
  'for a do shift; [ "$a" = "$m" ] && a=$p; set -- "$@" "$a"; done; exec "$@"',
].join('\n')

const STDIN = 'exec <"$1" || exit 125; rm -f "$1"; shift; exec "$@"'

/** What a pane runs; none of `argv` is the shell that tmux starts by itself. */
export function paneArgv(
  argv: readonly string[],
  way: PromptWay | 'none',
  promptFile: string,
  searchPath = '',
): readonly string[] {
  const [program] = argv
  if (program === undefined) return []
  const directory = program.startsWith('/') ? dirname(program) : ''
  const before = [directory, searchPath].filter(Boolean).join(':')
  const run = (script: string, ...words: readonly string[]) => [
    ...['sh', '-c', `${BEFORE}\n${script}`, 'fleetmux', before],
    ...words,
    ...argv,
  ]
  if (way === 'argument') return run(ARGUMENT, promptFile, PROMPT)
  return way === 'stdin' ? run(STDIN, promptFile) : run('exec "$@"')
}
