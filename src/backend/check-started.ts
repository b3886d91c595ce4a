import { type Failure, FailureError, makeFailure } from '../state/model/failure.ts'
import { delay } from './clock.ts'
import type { Connection } from './connection/connection.ts'
import { expectKilled } from './connection/kill-answer.ts'
import { collectExitStatuses, killSession, type TmuxCommand } from './tmux/command.ts'
import {
  listUserClients,
  type ProgramStatus,
  queryProgramStatus,
  readProgramStatus,
  type StartedSession,
  unsetRemainOnExit,
} from './tmux/new-session.ts'
import { SEARCHED_PLACES, searchPathScript } from './transport/search-path.ts'
import { sendUnseen } from './transport/sent-script.ts'

/** Waiting times in milliseconds before each check of a new session's program: one second in all. */
const LOOKS = [100, 200, 300, 400]
/**
 * Waiting time in milliseconds before the one check whether a new session's shell still runs. A shell either ends at
 * once or stays; a longer wait would delay the user.
 */
const LOOKS_AT_SHELL = [100]
/** Maximum number of further checks for the exit code, which tmux learns a moment after the pane is dead. */
const LATER = 10

export interface SessionStart extends StartedSession {
  /** The command and its arguments; empty: the user's login shell. */
  readonly command: readonly string[]
}

/**
 * Checks a new session during its first second. Resolves with the session's name if its program still runs.
 * @throws FailureError with the reason if the session has ended, or would end when fleetmux disconnects from the host.
 */
export async function outliveStart(link: Connection, start: SessionStart): Promise<string> {
  const isPlainShell = start.command.length === 0 && !start.exits && start.hooks.length === 0
  for (const wait of isPlainShell ? LOOKS_AT_SHELL : LOOKS) {
    await delay(wait)
    await expectRunning(link, start)
  }
  if (start.exits) await expectCompany(link, start)
  await ask(link, unsetRemainOnExit(start.id))
  // The program may have ended just before `unsetRemainOnExit` unset the option remain-on-exit, so it is checked once more.
  return expectRunning(link, start)
}

async function expectRunning(link: Connection, start: SessionStart): Promise<string> {
  const { host } = link.transport
  const fate = await programStatusOf(link, start)
  if (!fate) throw new FailureError({ host, ...vanished(start) })
  if (fate.dead) throw new FailureError({ host, ...(await ended(link, start)) })
  return fate.name
}

/** The current state of the session; null: the session or its tmux server does not exist. */
async function programStatusOf(
  link: Connection,
  start: SessionStart,
): Promise<ProgramStatus | null> {
  const { id, exits, hooks } = start
  try {
    const fate = readProgramStatus(String(await link.runOnce([queryProgramStatus(id)])))
    return fate?.id === id ? fate : null
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    const { kind, why = '' } = thrown.failure
    if (kind === 'missing' || NO_SERVER.test(why)) return null
    // 'lost': our own tmux client ended before tmux answered, perhaps together with the session. The next `runOnce`
    // starts a new client.
    if (kind === 'lost') return programStatusOf(link, start)
    // The tmux server exits with its last session, and is then unreachable.
    if (kind === 'unreachable' && (exits || hooks.length > 0)) return null
    throw thrown
  }
}

const NO_SERVER = /no server|lost server|server exited|error connecting|failed to connect/

function ask(link: Connection, commands: readonly TmuxCommand[]): Promise<Buffer> {
  return link.runOnce(commands)
}

/** The failure for a session that ended although its program did not: an option or a hook of the server ended it. */
function vanished({ exits, hooks }: SessionStart): Failure {
  const what = 'The session was started, but ended within a second.'
  if (exits) return makeFailure({ kind: 'remote', what, ...EXITS })
  if (hooks.length === 0) {
    const hint =
      'Check ~/.tmux.conf on the host: an option or a hook may end sessions that have no attached client.'
    return makeFailure({ kind: 'remote', what, hint })
  }
  return makeFailure({
    kind: 'remote',
    what,
    why: `a tmux hook on the host may have ended it: ${hooks.join(', ')}`,
    hint: `Run \`tmux show-hooks -g\` on the host to see the hook, and remove it from ~/.tmux.conf.`,
  })
}

const EXITS = {
  why: 'the tmux option exit-unattached is on: the tmux server ends, with all sessions, when no client is attached',
  hint: 'Remove `exit-unattached on` from ~/.tmux.conf on the host, and enter `tmux set-option -s exit-unattached off` there.',
}

/**
 * With `exit-unattached` the server ends when no client is attached, so the session would end when our own client
 * detaches. Kills the session and throws if no user's client is attached.
 */
async function expectCompany(link: Connection, { id }: SessionStart): Promise<void> {
  const people = await ask(link, [listUserClients()])
  if (String(people).trim() !== '') return
  await expectKilled(ask(link, killSession(id)))
  const what = 'The session would have ended together with this command, so it was removed.'
  throw new FailureError({ kind: 'remote', host: link.transport.host, what, ...EXITS })
}

/**
 * Reports the exit code and the last lines of a program that has ended. Kills the session, which was kept only for this
 * report.
 */
async function ended(link: Connection, start: SessionStart): Promise<Failure> {
  const how = await howOf(link, start)
  const screen = await askScreen(link, start.id)
  await expectKilled(ask(link, killSession(start.id)))
  const said = lastLines(screen)
  const [program = ''] = start.command
  const called = start.command.length > 0 ? `\`${program.slice(0, 200)}\`` : 'The shell'
  const what = `${called} ended immediately${how === null ? '' : ` with ${typeof how === 'number' ? `exit code ${how}` : how}`}, so there is no session.`
  const isMissing = how === 127 || (how === 1 && said === '' && start.command.length > 1)
  const place = isMissing ? await placeOf(link, wordOf(program)) : null
  const why = said || 'its pane shows no output'
  return makeFailure({ kind: 'remote', what, why, ...(place ?? adviceFor(start)) })
}

function adviceFor({ command }: SessionStart): { hint: string } {
  return command.length > 0
    ? {
        hint: 'Run the command by hand on the host to see why. To start a shell instead, omit the command.',
      }
    : {
        hint: 'A start-up file of the shell on the host, such as ~/.profile or ~/.bashrc, may end it: check these files.',
      }
}

async function howOf(link: Connection, start: SessionStart): Promise<ProgramStatus['how']> {
  for (let look = 0; look < LATER; look++) {
    const fate = await programStatusOf(link, start)
    if (!fate || fate.how !== null) return fate?.how ?? null
    // tmux 3.3 may miss that a program has ended until another program ends.
    await ask(link, collectExitStatuses())
    await delay(100)
  }
  return null
}

/**
 * The screen of a dead pane with its scrollback: tmux's "Pane is dead" line may have scrolled the rest off the screen.
 */
export async function askScreen(link: Connection, session: string): Promise<string> {
  return String(await ask(link, [['capture-pane', '-p', '-S', '-50', '-t', `${session}:`]]))
}

/** The last two lines of a screen that have text, without tmux's line "Pane is dead". */
export function lastLines(screen: string): string {
  const lines = screen.split('\n').map(line => line.trim())
  return lines
    .filter(line => line !== '' && !/^Pane is dead/.test(line))
    .slice(-2)
    .join(' ')
}

/** The program name in a shell command line. */
function wordOf(program: string): string {
  return /^\s*(\S+)/.exec(program)?.[1] ?? ''
}

/**
 * The reason and the hint for a program that was not found. If fleetmux finds the program in a directory outside the
 * PATH of tmux, they name its path.
 */
async function placeOf(link: Connection, program: string): Promise<{ why?: string; hint: string }> {
  const script = `${searchPathScript} seek "$1" && command -v "$1"`
  const { argv, first } = sendUnseen(script, 'fleetmux', [program])
  const { code, stdout } = await link.transport.run(argv, { first })
  const path = stdout.toString().trim()
  const { host } = link.transport
  if (code === 0 && path.startsWith('/')) {
    return {
      why: `${program} is not in the PATH of tmux on the host`,
      hint: `Give the path of the program, ${path}, or pass the whole command as one argument to \`sh -lc\`.`,
    }
  }
  return {
    why: `${program} was not found on ${host}, neither by tmux nor in ${SEARCHED_PLACES}`,
    hint: `Install ${program} on ${host}, or give its path.`,
  }
}
