import { searchPathScript } from '../../transport/search-path.ts'
import type { Transport } from '../../transport/transport.ts'
import { askMarked, markedParts } from '../marked-answer.ts'

/** API key variables of agents. Their values never leave the host. */
export const KEYS = [
  ...['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'CODEX_API_KEY', 'OPENAI_API_KEY'],
  ...['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'AMP_API_KEY', 'COPILOT_GITHUB_TOKEN', 'GH_TOKEN'],
]

/**
 * Time limits for finding out which of these variables are set on a host: of the user's login shell there, in seconds,
 * and of the whole request to the host, in milliseconds.
 */
const [SHELL_SECONDS, DEADLINE] = [6, 30_000]

/**
 * Arguments: MARK SECONDS NAME... Prints which of the named variables are set, either for the script itself or in the
 * user's login shell, which is killed after SECONDS. MARK is random text that begins the line before each name, and the
 * last line.
 */
const SCRIPT = `
${searchPathScript}
mark=$1 seconds=$2; shift 2
dir=$(umask 077; mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
begin login "\${SHELL:-/bin/sh}" -l -c env
settle "$seconds"
env >>"$dir/login"
for name do
  ! grep -q "^$name=." "$dir/login" || printf '%s :key\\n%s\\n' "$mark" "$name"
done
printf '%s end\\n' "$mark"
`

/** The names of the API key variables that are set on a host. @throws FailureError if the host cannot be queried. */
export async function keysOn(transport: Transport): Promise<readonly string[]> {
  return askMarked(transport, {
    script: SCRIPT,
    words: [String(SHELL_SECONDS), ...KEYS],
    deadline: DEADLINE,
    what: 'fleetmux could not find out which API keys are set on the host.',
    read: (text, mark) => {
      const parts = markedParts(text, mark)
      const told = parts?.map(part => part.split('\n')[1] ?? '')
      return told ? KEYS.filter(name => told.includes(name)) : null
    },
  })
}
