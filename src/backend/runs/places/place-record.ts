import * as z from 'zod'
import { runSpecSchema } from '../../../state/runs/spec.ts'
import { readPlainFile } from '../../files/plain-file.ts'

const recordSchema = z.object({
  kind: z.literal('kube'),
  id: runSpecSchema.shape.id,
  /** kubectl's context when the pod was created; the user may have changed it since. */
  context: z.string().max(500).optional(),
  namespace: z.string().max(300).optional(),
  pod: z.string().max(300),
  /** The run, stored once it has started: when the pod has been deleted, the pod cannot report the run any more. */
  spec: runSpecSchema.optional(),
})

/** Where a run with its own pod is, so that commands find the run by its id. */
export type PlaceRecord = Readonly<z.infer<typeof recordSchema>>

/** Reads the record of one run that has its own pod. A file that cannot be parsed is ignored. */
export function readRecord(path: string): readonly PlaceRecord[] {
  const text = readPlainFile(path)
  try {
    const record = recordSchema.safeParse(JSON.parse(text ?? 'null')).data
    return record ? [record] : []
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return []
    throw thrown
  }
}
