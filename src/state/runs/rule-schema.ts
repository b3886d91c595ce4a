import * as z from 'zod'

const glob = z.string().min(1).max(1000)

/**
 * A decision that the user has made before the agent asks for approval. It applies if all of its patterns match; `*`
 * matches any text, `\*` a star.
 */
export const ruleSchema = z
  .strictObject({
    decide: z.enum(['allow', 'deny']),
    /** The name of the tool, as the agent calls it. */
    tool: glob.optional(),
    command: glob.optional(),
    path: glob.optional(),
  })
  .refine(
    ({ tool, command, path }) => tool !== undefined || command !== undefined || path !== undefined,
    'a rule names a tool, a command or a path',
  )
export type Rule = Readonly<z.infer<typeof ruleSchema>>
