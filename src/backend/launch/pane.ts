import { dirname } from 'node:path/posix'
import { PROMPT, type PromptWay } from '../agents/adapter.ts'

/**
 * Sets PATH: first the agent's own directory, because a version manager's node is in it, then the PATH on which the
 * agent was found. So the agent finds the same programs as the user's shell.
 */
const BEFORE = '[ -n "$1" ] && { PATH=$1:$PATH; export PATH; }; shift;'

/**
 * Reads the prompt from its file, removes the file and execs the agent. No other process has the prompt as an argument,
 * and every byte is kept (the appended x preserves trailing newlines).
 */
const ARGUMENT = [
  'p=$(cat "$1" && printf x) || exit 125; p=${p%x}; rm -f "$1"; m=$2; shift 2;',
  'for a do shift; [ "$a" = "$m" ] && a=$p; set -- "$@" "$a"; done; exec "$@"',
].join('\n')

const STDIN = 'exec <"$1" || exit 125; rm -f "$1"; shift; exec "$@"'

/** The command line of a pane. An empty `argv` means tmux's default shell. */
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
