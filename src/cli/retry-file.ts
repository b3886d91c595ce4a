import { z } from 'zod'
import { isBad, type Receipt, type SendMode } from '../state/receipt.ts'
import type { Target } from '../state/ref.ts'
import { readWhole, writePrivate } from './file.ts'
import { usage } from './flag.ts'
import type { PostRow } from './post.ts'
import type { Wish } from './wish.ts'

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

/** A broadcast that did not reach everybody: to whom it is left to go, and who must not hear it again. */
export interface Kept {
  readonly text: string
  readonly mode: SendMode
  readonly onlyAtPrompt: boolean
  readonly left: readonly Left[]
  readonly heard: readonly Target[]
}

export interface Left extends Wish {
  readonly typed: NonNullable<Receipt['typed']>
}

/** @throws FailureError where it is no such file. */
export async function readKept(path: string): Promise<Kept> {
  const text = new TextDecoder().decode(await readWhole(path))
  try {
    const { version: _, ...kept } = schema.parse(JSON.parse(text))
    return kept
  } catch {
    throw usage(`${path} was not written by \`fleetmux send --save\`.`, 'Nothing was sent.')
  }
}

export async function writeKept(path: string, kept: Kept): Promise<void> {
  const left = kept.left.map(({ host, name, aim, typed }) => ({ host, name, aim, typed }))
  await writePrivate(path, `${JSON.stringify({ version: 1, ...kept, left })}\n`)
}

/** What is left of these rows. What is still under way may arrive, so that nobody knows of it. */
export function leftOf(rows: readonly PostRow[]): Left[] {
  return rows.flatMap(({ wish, name, target, receipt }) => {
    const isUnderway = receipt.word === 'waiting' && target !== null
    if (!isBad(receipt) && receipt.word !== 'waiting') return []
    const typed = isUnderway ? 'unsure' : (receipt.typed ?? (wish.entered ? 'text' : 'nothing'))
    return [{ host: wish.host, name, aim: target ?? wish.aim, typed }]
  })
}

/** The panes that have it. */
export function heardOf(rows: readonly PostRow[]): Target[] {
  return rows.flatMap(({ target, receipt }) =>
    target && !isBad(receipt) && receipt.word !== 'waiting' ? [target] : [],
  )
}
