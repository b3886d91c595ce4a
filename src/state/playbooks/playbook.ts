import * as z from 'zod'
import { FailureError } from '../model/failure.ts'

/**
 * Limits for the content of a playbook file: documents, playbooks, characters of a prompt. A file that exceeds one is
 * refused.
 */
const [MOST_DOCUMENTS, MOST_PLAYBOOKS, LONGEST_PROMPT] = [200, 1000, 100_000]

const documentSchema = z.object({
  filename: z.string().min(1).max(1000),
  resetOnCompletion: z.boolean().default(false),
})

/** A playbook in Maestro's format; unknown fields are ignored. `verify` is an extension of fleetmux. */
const playbookSchema = z.object({
  id: z.string().min(1).max(200),
  name: z.string().min(1).max(200),
  documents: z.array(documentSchema).min(1).max(MOST_DOCUMENTS),
  loopEnabled: z.boolean().default(false),
  maxLoops: z.number().int().positive().nullish(),
  prompt: z.string().max(LONGEST_PROMPT).default(''),
  taskSelectionMode: z.enum(['task', 'document']).default('task'),
  worktreeSettings: z
    .object({
      branchNameTemplate: z.string().min(1).max(200),
      createPROnCompletion: z.boolean().default(false),
      prTargetBranch: z.string().max(200).optional(),
    })
    .nullish(),
  verify: z.string().max(10_000).optional(),
})
export type Playbook = z.infer<typeof playbookSchema>

/** The playbooks in a file: one, a list, or Maestro's `{ "playbooks": [...] }`. null: the file has no playbook. */
export function readPlaybooks(text: string, path: string): readonly Playbook[] | null {
  const value = parse(text, path)
  const list = listOf(value)
  if (!list) return null
  if (list.length > MOST_PLAYBOOKS)
    throw unreadable(path, `the file contains more than ${MOST_PLAYBOOKS} playbooks`)
  return list.map(each => {
    const { data, error } = playbookSchema.safeParse(each)
    if (data) return data
    const [issue] = error.issues
    throw unreadable(path, `${issue?.path.join('.') || 'the playbook'}: ${issue?.message}`)
  })
}

function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null) return null
  if ('playbooks' in value && Array.isArray(value.playbooks)) return value.playbooks
  return 'documents' in value ? [value] : null
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw unreadable(path, thrown instanceof Error ? thrown.message : String(thrown))
  }
}

function unreadable(path: string, why: string): FailureError {
  return new FailureError({
    kind: 'usage',
    what: `${path} is not a valid playbook file.`,
    why,
    hint: 'docs/playbooks.md describes the format.',
  })
}

/** A playbook that consists only of these documents. */
export function playbookOf(filenames: readonly string[]): Playbook {
  const [first = ''] = filenames
  const name = first.split('/').at(-1) ?? first
  return {
    id: first,
    name: filenames.length > 1 ? `${name} and ${filenames.length - 1} more` : name,
    documents: filenames.map(filename => ({ filename, resetOnCompletion: false })),
    ...{ loopEnabled: false, prompt: '', taskSelectionMode: 'task' },
  }
}
