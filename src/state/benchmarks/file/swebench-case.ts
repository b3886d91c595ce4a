import * as z from 'zod'
import { FailureError } from '../../model/failure.ts'
import type { BenchmarkCase } from '../benchmark.ts'
import type { CaseBase } from './normalize.ts'

const text = z.string().min(1)

/** Unknown fields are allowed, because these files are exports and not written by hand. */
const caseSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/),
  repo: text,
  bugCommit: text,
  fixCommit: text,
  testPath: text,
  prompt: text,
  testCommand: text.optional(),
})

/** The cases of one file: an object or an array. @throws FailureError (`usage`) that names the case and the error. */
export function readSwebenchCases(
  file: string,
  json: string,
  usual: CaseBase,
): readonly BenchmarkCase[] {
  const value = parse(file, json)
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  return all.map((each, index) => {
    const read = caseSchema.safeParse(each)
    if (read.success) return toCase(read.data, usual)
    const [issue] = read.error.issues
    const at = Array.isArray(value) ? `[${index}]` : ''
    throw usage(`${file}${at}: ${issue?.path.join('.') || 'the case'}: ${issue?.message}.`)
  })
}

function toCase(one: z.output<typeof caseSchema>, usual: CaseBase): BenchmarkCase {
  const quoted = `'${one.testPath.replaceAll("'", "'\\''")}'`
  return {
    ...usual,
    id: one.id,
    repo: one.repo,
    base: one.bugCommit,
    prompt: one.prompt,
    followUps: [],
    script: one.testCommand ?? `pytest -xvs ${quoted}`,
    setup: null,
    models: null,
    // The tests at the commit of the fix: an agent can neither see nor change them.
    verifierFiles: { commit: one.fixCommit, paths: [one.testPath] },
    patches: null,
  }
}

function parse(file: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (thrown) {
    throw usage(`${file}: ${thrown instanceof Error ? thrown.message : String(thrown)}.`)
  }
}

function usage(what: string): FailureError {
  return new FailureError({
    kind: 'usage',
    what,
    hint: 'Each case must be {id, repo, bugCommit, fixCommit, testPath, prompt} (docs/benchmarks.md).',
  })
}
