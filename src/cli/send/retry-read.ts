import { existsSync } from 'node:fs'
import * as z from 'zod'
import { readWhole } from '../command/file.ts'
import { usage } from '../command/flag.ts'
import { lastPath, type RetryFile } from './retry-file.ts'

const target = z.object({ host: z.string(), server: z.string(), pane: z.string() })

const written = z.object({
  host: z.string(),
  session: z.string(),
  window: z.string().exactOptional(),
  pane: z.string().exactOptional(),
})

const schema = z.object({
  version: z.literal(1),
  text: z.string(),
  mode: z.enum([
    'submit',
    'no-enter',
    'literal',
    'keys',
    'enter',
    'enter-delayed',
    'enter-literal',
  ]),
  onlyAtPrompt: z.boolean(),
  left: z.array(
    z.object({
      host: z.string(),
      name: z.string(),
      aim: z.union([target, written, z.object({ select: z.string() })]),
      typed: z.enum(['nothing', 'text', 'unsure']),
    }),
  ),
  heard: z.array(target),
})

/** Reads the last broadcast. @throws FailureError if there was none. */
export async function readLastSend(): Promise<RetryFile> {
  if (existsSync(lastPath())) return readRetryFile(lastPath())
  throw usage(
    'There is no send to retry.',
    'fleetmux stores only sends to several targets, and only on this machine. Send the text with `fleetmux send TARGET TEXT`.',
  )
}

/** Reads a saved broadcast. @throws FailureError if the file has another format. */
export async function readRetryFile(path: string): Promise<RetryFile> {
  const text = new TextDecoder().decode(await readWhole(path))
  try {
    const { version: _, ...kept } = schema.parse(JSON.parse(text))
    return kept
  } catch {
    const hint =
      path === lastPath()
        ? 'Nothing was sent. Name the targets and the text again: `fleetmux send --to TARGET TEXT`.'
        : 'Nothing was sent. Name a file that `fleetmux send --save FILE` has written.'
    throw usage(`${path} contains no send to retry, or is damaged.`, hint)
  }
}
