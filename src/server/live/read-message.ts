import * as z from 'zod'
import type { FromPage } from '../../state/json/live-message.ts'

const shape: z.ZodType<FromPage> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('watch'), panes: z.array(z.string().max(2000)).max(1000) }),
  z.strictObject({ type: z.literal('focus'), pane: z.string().max(2000).nullable() }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('repeat'), pane: z.string().max(2000) }),
])

/** Parses a message of the page; null: it is invalid. */
export function readMessage(text: string): FromPage | null {
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
}
