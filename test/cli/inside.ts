import { PassThrough } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import { isDeepStrictEqual } from 'node:util'
import pkg from '../../package.json' with { type: 'json' }
import { openFleet } from '../../src/backend/compose-fleet.ts'
import { configPath } from '../../src/backend/config/config.ts'
import { runCli } from '../../src/cli/run.ts'
import type { How, Ran } from './app.ts'

type Environment = Readonly<Record<string, string>>

/**
 * Runs one command line in this process, on what `main.ts` gives it: a start of Node costs half a second of a core.
 * Signals, pipes and terminals are for a process of its own.
 */
export async function runInside(
  args: readonly string[],
  environment: Environment,
  { stdin = '', terminal = false }: Pick<How, 'stdin' | 'terminal'> = {},
): Promise<Ran> {
  const leave = enter(environment)
  const out = collected(terminal)
  const err = collected(terminal)
  try {
    const code = await runCli(args, {
      version: pkg.version,
      stdin: given(stdin),
      stdout: out.stream,
      stderr: err.stream,
      environment: process.env,
      configPath: async () => configPath(),
      openFleet,
      showScreen: noTerminal,
      playDemo: noTerminal,
      serve: noTerminal,
      serveTools: noTerminal,
    })
    return { code, out: out.text(), err: err.text() }
  } finally {
    leave()
  }
}

/** Whether a command line with this environment can run here now. */
export const isFree = (environment: Environment): boolean =>
  inside === 0 || isDeepStrictEqual(environment, within)

let inside = 0
let within: Environment = {}
let outside: Environment | NodeJS.ProcessEnv = {}

/** The environment is that of all command lines that run at once; the last one puts back what stood there. */
function enter(environment: Environment): () => void {
  if (inside++ === 0) {
    outside = { ...process.env }
    within = environment
    become(environment)
  }
  return () => {
    if (--inside === 0) become(outside)
  }
}

/** The object stays: packages keep hold of it. */
function become(environment: Environment | NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
}

const noTerminal = () => Promise.reject(new Error('there is no terminal here'))

const given = (input: string | Uint8Array) => new PassThrough().end(input) as unknown as ReadStream

/** `isTTY`: what is printed to it is what a terminal would get; it has no size and no keys. */
function collected(isTTY: boolean): { readonly stream: WriteStream; text(): string } {
  const chunks: Buffer[] = []
  const stream = new PassThrough().on('data', chunk => chunks.push(chunk))
  if (isTTY) Object.assign(stream, { isTTY })
  return {
    stream: stream as unknown as WriteStream,
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}
