import { FailureError } from '../state/model/failure.ts'
import { sendUnseen } from './transport/sent-script.ts'
import type { Transport } from './transport/transport.ts'

/**
 * Shell script that enters the directory `$1` and prints its path. `~` is the host's home directory, and relative paths
 * start from the home directory.
 */
const ENTER = `
case $1 in '~') d=$HOME ;; '~/'*) d=$HOME/\${1#??} ;; *) d=$1 ;; esac
unset CDPATH
cd -- "$d" 2>/dev/null && pwd && exit
if [ ! -e "$d" ]; then echo 'it does not exist'; elif [ ! -d "$d" ]; then echo 'it is not a directory';
else printf '%s may not enter it\\n' "$(id -un)"; fi
exit 1`

/**
 * The absolute path of a directory on a host. tmux itself would silently start in the home directory if the directory
 * does not exist. `configured`: the path comes from the host's configuration entry, which the hint of an error then
 * names.
 * @throws FailureError if a session cannot use the directory.
 */
export async function findDirectory(
  { run, host }: Transport,
  directory: string,
  configured: boolean,
): Promise<string> {
  const { argv, first } = sendUnseen(ENTER, 'fleetmux', [directory])
  const { code, stdout } = await run(argv, { first })
  const said = stdout.toString().replace(/\n$/, '')
  if (code === 0 && said.startsWith('/')) return said
  const other = configured
    ? `correct the \`directory\` of ${host} in the configuration`
    : 'give the path of another directory'
  const remedy = remedyFor(said, directory, host)
  throw new FailureError({
    kind: 'remote',
    host,
    what: `Nothing was started: a session cannot use the directory ${directory} on the host.`,
    why: said || `the shell of the host ended with exit code ${code}`,
    hint:
      remedy === null ? `${other[0]?.toUpperCase()}${other.slice(1)}.` : `${remedy}, or ${other}.`,
  })
}

/** What the user can do on the host, for each reason that the script prints; null: nothing. */
function remedyFor(why: string, directory: string, host: string): string | null {
  if (why.includes('not a directory')) return null
  if (why.includes('not exist')) return `Create it on the host (\`mkdir -p ${directory}\`)`
  if (why.includes('may not enter')) return 'Allow your user on the host to enter it'
  return `Test the host (\`fleetmux hosts test ${host}\`)`
}
