import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type ExecaError, execa } from 'execa'
import { FailureError } from '../../state/model/failure.ts'
import { hostEnv } from './host-home.ts'
import { SCRIPT } from './script.ts'
import { type Role, spinnerMarks } from './sessions.ts'

/** Columns and rows of a session before the first attach. */
const SIZE = ['-x', '120', '-y', '36']

/** Starts the sessions of one host on its own tmux server. */
export async function startSessions(
  name: string,
  dir: string,
  roles: readonly Role[],
): Promise<void> {
  const env = hostEnv(name, dir)
  await mkdir(join(dir, 'bin'), { recursive: true, mode: 0o700 })
  for (const role of roles) {
    const folder = join(dir, 'home', role.folder)
    await mkdir(folder, { recursive: true })
    await start(env, folder, role.session, await commandOf(role, dir))
  }
}

/**
 * Starts a session with one line of tmux commands, so that the last screen is kept even if the program ends at once.
 */
async function start(env: Record<string, string>, folder: string, name: string, command: string[]) {
  // Starts the server with /dev/null as its configuration, so the user's tmux.conf is not read.
  const words = [
    '-f',
    '/dev/null',
    'new-session',
    '-d',
    '-s',
    name,
    '-c',
    folder,
    ...SIZE,
    ...command,
  ]
  const keep =
    command.length > 0 ? [';', 'set-option', '-w', '-t', `=${name}:`, 'remain-on-exit', 'on'] : []
  await execa('tmux', [...words, ...keep], { env, extendEnv: false }).catch(error =>
    explain(name, error),
  )
}

async function commandOf(role: Role, dir: string): Promise<string[]> {
  if (!role.agent || !role.script) return []
  const path = join(dir, 'bin', `${role.session}.sh`)
  await writeFile(path, SCRIPT[role.script], { mode: 0o600 })
  return [await disguise(role.agent, dir), path, ...spinnerMarks(role.agent), role.goal ?? '']
}

/** Creates a link to the shell with the agent's name, which tmux shows as the pane's command. */
async function disguise(agent: string, dir: string): Promise<string> {
  const shell = await realpath('/bin/sh')
  // Busybox chooses its applet by the name of the link, so there is no link to it.
  if (basename(shell).includes('busybox')) return shell
  const path = join(dir, 'bin', agent)
  await symlink('/bin/sh', path).catch(ignoreExisting)
  return path
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

/** Reports that tmux is not installed, or why it could not start the session. */
function explain(session: string, error: ExecaError): never {
  if (error.code === 'ENOENT') {
    const what = 'The demo needs tmux, which is not installed on this machine.'
    throw new FailureError({ kind: 'missing', what, hint: 'Install tmux.' }, { cause: error })
  }
  throw new FailureError(
    {
      kind: 'remote',
      what: `tmux could not start the session ${session} of the demo.`,
      why: String(error.stderr ?? '').trim() || error.shortMessage,
      hint: 'Try tmux by hand on this machine: `tmux -L test new-session`.',
    },
    { cause: error },
  )
}
