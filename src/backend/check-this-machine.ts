import { type Check, type CheckText, makeCheck } from '../state/model/check.ts'
import { toFailure } from '../state/model/failure.ts'
import { answerWithin } from './clock.ts'
import { runtimeDirectory } from './files/runtime-directory.ts'
import { start } from './process.ts'
import { collectOutput } from './transport/collect-output.ts'

/** Time limit for a program to print its version, in milliseconds. */
const PATIENCE = 10_000

/** Checks which programs and settings that fleetmux requires or can use are present on this machine. */
export async function checkThisMachine(
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly Check[]> {
  const programs = await Promise.all(PROGRAMS.map(program))
  return [node(), ...programs, locale(env), runtime(env)].map(makeCheck)
}

interface Program {
  readonly name: string
  readonly argv: readonly [string, ...string[]]
  /** What to install, and what the program is for. */
  readonly hint: string
  readonly missing: 'warn' | 'fail'
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'ssh',
    argv: ['ssh', '-V'],
    hint: 'Install the OpenSSH client, which fleetmux needs to reach other machines.',
    missing: 'fail',
  },
  {
    name: 'tmux',
    argv: ['tmux', '-V'],
    hint: 'Install tmux to have sessions on this machine.',
    missing: 'fail',
  },
  {
    name: 'mosh',
    argv: ['mosh', '--version'],
    hint: 'Install mosh for terminals that survive an unreliable network.',
    missing: 'warn',
  },
  {
    name: 'azlin',
    argv: ['azlin', '--version'],
    hint: 'Install azlin to create Azure machines for sessions; you do not need it for your own hosts.',
    missing: 'warn',
  },
  {
    name: 'az',
    argv: ['az', '--version'],
    hint: 'Install the Azure CLI, which azlin needs, and run `az login`.',
    missing: 'warn',
  },
]

async function program({
  name,
  argv: [file, ...args],
  hint,
  missing,
}: Program): Promise<CheckText> {
  const said = await firstLine(file, args)
  return said === null
    ? { name, state: missing, found: 'not found', hint }
    : { name, state: 'ok', found: said }
}

/**
 * The first line that a program prints for its version (ssh prints it on stderr); null if the program is not installed,
 * fails or times out.
 */
async function firstLine(file: string, args: readonly string[]): Promise<string | null> {
  const said = await answerWithin(PATIENCE, signal =>
    collectOutput(start({ file, args }), undefined, signal),
  )
  if (said?.code !== 0) return null
  return `${said.stdout}${said.stderr}`.trim().split('\n')[0] ?? ''
}

/** Always passes: `bin/` has checked the version of Node already. */
function node(): CheckText {
  return { name: 'node', state: 'ok', found: process.versions.node }
}

/** Checks the locale, which is determined as in C programs: by the first of these variables that is set. */
function locale(env: NodeJS.ProcessEnv): CheckText {
  const chosen = env.LC_ALL || env.LC_CTYPE || env.LANG || ''
  if (/utf-?8/i.test(chosen)) return { name: 'locale', state: 'ok', found: chosen }
  const hint = 'Set LANG to a UTF-8 locale, such as C.UTF-8, to see more than ASCII.'
  return { name: 'locale', state: 'warn', found: chosen || 'not set', hint }
}

function runtime(env: NodeJS.ProcessEnv): CheckText {
  const name = 'runtime directory'
  try {
    return { name, state: 'ok', found: runtimeDirectory(env) }
  } catch (error) {
    const { what, why, hint } = toFailure(error)
    return {
      name,
      state: 'fail',
      found: [what, why && `(${why})`].filter(Boolean).join(' '),
      ...(hint && { hint }),
    }
  }
}
