import * as z from 'zod'

const word = z.string().min(1)

/** A named set of options for runs, in `runs.profiles` of config.json. */
export const profileSchema = z.strictObject({
  agent: word.optional(),
  model: word.optional(),
  host: word.optional(),
  cwd: word.optional(),
  permissions: z.enum(['ask', 'allow', 'deny']).optional(),
  system: word.optional(),
  effort: word.optional(),
  maxTurns: z.int().min(1).optional(),
  maxCost: z.number().positive().optional(),
  maxTokens: z.int().min(1).optional(),
  environment: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string()).optional(),
  tags: z.array(word).optional(),
})
export type RunProfile = Readonly<z.infer<typeof profileSchema>>
