import * as z from 'zod'
import { MODE, ONLY_AT_PROMPT, QUEUE, UNTIL } from './field-meaning.ts'
import { MODES, WORDS } from './sending.ts'

/** Fields of the requests to one pane. */
export const screenQuery = z.strictObject({
  lines: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('number of last lines, with the scrollback; default: the screen'),
  joined: z.stringbool().default(false).describe('`true`: wrapped lines become one line again'),
  ansi: z.stringbool().default(false).describe('`true`: with colours, as escape sequences'),
})

export const waitQuery = z.strictObject({
  states: z
    .string()
    .min(1)
    .describe('separated by commas: `working`, `waiting`, `idle`, `done` or `failed`'),
  seconds: z.coerce.number().int().min(1).max(300).default(60).describe('time limit'),
})

export const sendBody = z.strictObject({
  text: z.string(),
  mode: z.enum(MODES).default('submit').describe(MODE),
  onlyAtPrompt: z.boolean().default(false).describe(ONLY_AT_PROMPT),
  queue: z.boolean().default(false).describe(QUEUE),
  until: z.enum(WORDS).default('delivered').describe(UNTIL),
})

export const answerBody = z.strictObject({
  question: z.string().describe('the text of the question as it was read'),
  key: z.string().min(1).optional().describe('the key of one of the choices of the question'),
  text: z.string().min(1).optional().describe('the answer in words, if the question takes words'),
})
