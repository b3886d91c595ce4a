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
 * names instead of `--cwd`.
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
  const where = configured ? `the \`directory\` of ${host} in the configuration` : '--cwd'
  throw new FailureError({
    kind: 'remote',
    host,
    what: `Nothing was started: a session cannot use the directory ${directory} on the host.`,
    why: said,
    hint: said.includes('not exist')
      ? `Create it on the host (\`mkdir -p ${directory}\`), or change ${where}.`
      : `Change ${where}.`,
  })
}
