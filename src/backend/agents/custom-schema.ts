import * as z from 'zod'
import { bundled } from './catalogue.ts'
import { regex } from './rule.ts'

const word = z.string().min(1)
const words = z.array(word)
/**
 * Maximum length of a pattern in characters. A much longer pattern could pass the check of the configuration and fail
 * only when it is matched against a screen.
 */
const LONGEST = 4000
const pattern = z
  .string()
  .max(LONGEST, { error: `a pattern has at most ${LONGEST} characters`, abort: true })
  .refine(isPattern, 'must be a regular expression (flags m and u)')
const patterns = z.array(pattern)

/**
 * Whether the rule is valid: it has a condition, or it only disables another rule. A rule without a condition would
 * match every screen.
 */
const isRule = (rule: {
  off?: true | undefined
  all: readonly string[]
  menu?: object | undefined
}) => rule.off === true || rule.all.length > 0 || rule.menu !== undefined

const askSchema = z.strictObject({
  kind: z.enum(['permission', 'choice', 'trust', 'login', 'text']).optional(),
  text: z.string().optional(),
  below: pattern.optional(),
  choice: pattern.optional(),
  bar: words.min(2).optional(),
  beside: z.literal(true).optional(),
  inside: z.literal(true).optional(),
  choices: z.array(z.strictObject({ key: word, label: z.string() })).optional(),
})

const WHERE_WORDS = 'must be "title", "screen", or a number of lines from 1 to 500'

const ruleSchema = z
  .strictObject({
    name: word,
    /** Disables the rule with this name. */
    off: z.literal(true).optional(),
    state: z.enum(['working', 'waiting', 'idle', 'done', 'failed', 'unknown']).default('unknown'),
    where: z
      .union([z.enum(['title', 'screen']), z.number().int().min(1).max(500)], WHERE_WORDS)
      .default('screen'),
    all: patterns.default([]),
    none: patterns.optional(),
    menu: z.strictObject({ below: pattern.optional() }).optional(),
    confidence: z.number().min(0).max(1).default(0.9),
    ask: askSchema.optional(),
  })
  .refine(isRule, 'a rule needs a pattern in "all", or "off"')

const agentSchema = z.strictObject({
  /** The start command, with `{prompt}` in place of the prompt. Without `{prompt}` the prompt is typed. */
  command: words.min(1).optional(),
  headless: words.min(1).optional(),
  /** The agent's command line for the Agent Client Protocol. */
  acp: words.min(1).optional(),
  model: words.optional(),
  resume: words.optional(),
  allow: words.optional(),
  deny: words.optional(),
  /** The option with which the agent prints its version; default `--version`. */
  version: word.optional(),
  key: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable')
    .nullable()
    .optional(),
  submit: z.number().int().min(0).max(5000).optional(),
  processes: words.optional(),
  /** Name of a bundled agent that supplies the fields missing in this agent's entry in config.json. */
  like: z
    .string()
    .refine(name => bundled.get(name) !== undefined, 'must be the name of a known agent')
    .optional(),
  rules: z.array(ruleSchema).optional(),
})

/** The section `agents` of config.json: the user's own agents by name, and changes to bundled agents. */
export const agentsSchema = z.record(
  z.string().regex(/^[a-z][\w.-]{0,31}$/, 'must be a name such as my-agent'),
  agentSchema,
)

export type WrittenAgents = z.infer<typeof agentsSchema>
export type WrittenAgent = z.infer<typeof agentSchema>

function isPattern(source: string): boolean {
  if (source === 'bar' || source === 'menu') return true
  try {
    // JavaScript may report a pattern that is too large only at its first use, so the pattern is used once.
    regex(source).test('')
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
