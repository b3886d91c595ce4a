import { randomUUID } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import { sendScript } from '../transport/sent-script.ts'
import type { Transport } from '../transport/transport.ts'

/**
 * A script to run on a host whose output consists of parts. A random mark separates the parts, so that the output of a
 * program that the script runs cannot be mistaken for a part.
 */
export interface MarkedQuestion<T> {
  readonly script: string
  /** The script's arguments. A random text, which separates the parts of the script's output, is passed before them. */
  readonly words: readonly string[]
  /** Time limit for the whole script in milliseconds. */
  readonly deadline: number
  /** A sentence for the error: what could not be determined. */
  readonly what: string
  /** Parses the answer; null: the answer is incomplete. */
  readonly read: (text: string, mark: string) => T | null
}

/** Runs the script on a host. @throws FailureError if the host cannot be queried or its answer is incomplete. */
export async function askMarked<T>(
  transport: Transport,
  { script, words, deadline, what, read }: MarkedQuestion<T>,
): Promise<T> {
  const mark = `fleetmux-${randomUUID()}`
  const { argv, first } = sendScript(script, 'fleetmux', [mark, ...words])
  const { stdout, stderr } = await transport.run(argv, { first, deadline })
  const answer = read(stdout.toString('utf8'), mark)
  if (answer !== null) return answer
  throw new FailureError({
    kind: 'remote',
    host: transport.host,
    what,
    why: stderr.toString('utf8').trim().split('\n').at(-1) || 'the answer was cut off',
    hint: `Test the host: \`fleetmux hosts test ${transport.host}\`.`,
  })
}

/** The parts of the script's output, each with its name in the first line; null: the output is incomplete. */
export function markedParts(text: string, mark: string): readonly string[] | null {
  const [, ...parts] = text.split(`${mark} `)
  return parts.at(-1)?.startsWith('end\n') ? parts.slice(0, -1) : null
}

/**
 * The first line that looks like a version, because some programs print a warning or release notes before it. Without
 * such a line, the first line that is not empty.
 */
export function versionLine(lines: readonly string[]): string | undefined {
  return lines.find(line => /\d+\.\d+/.test(line)) ?? lines.find(line => line !== '')
}

/**
 * Shell functions. `first PATH` puts that PATH before the current one. `lacks` takes three arguments for each command
 * (a name, the command, the argument that prints its version) and succeeds if any of the commands is missing.
 */
export const soughtScript = `
first() { found=$1; set -- "$PATH"; PATH=; join "$found"; join "$1"; }
lacks() {
  n=0
  for word do [ $((n % 3)) != 1 ] || has "$word" || return 0; n=$((n + 1)); done
  return 1
}
`.trim()
