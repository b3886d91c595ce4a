import * as z from 'zod'
import { FailureError } from '../../model/failure.ts'
import { suggest } from '../../text/suggest.ts'
import { type BenchmarkCase, type BenchmarkModel, PREDICTION } from '../benchmark.ts'
import type { SuiteFiles } from './normalize.ts'

const predictionSchema = z.object({
  instance_id: z.string().min(1),
  model_name_or_path: z.string().min(1),
  model_patch: z.string().nullable(),
})

/**
 * Parses a file of predictions: each line is the answer of one model to one case. @throws FailureError that names the
 * line.
 */
export function readPredictions(
  file: string,
  text: string,
  cases: readonly BenchmarkCase[],
): SuiteFiles {
  const known = cases.map(({ id }) => id)
  const patches = new Map<string, Record<string, string>>()
  const models = new Map<string, BenchmarkModel>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const where = `${file}:${index + 1}`
    const read = predictionSchema.safeParse(parse(where, line))
    if (!read.success) {
      const [issue] = read.error.issues
      throw usage(`${where}: ${issue?.path.join('.')}: ${issue?.message}.`)
    }
    const { instance_id: id, model_name_or_path: name, model_patch: patch } = read.data
    if (!known.includes(id))
      throw usage(
        `${where}: the benchmark file has no case ${id}.${guess(id, known)}`,
        'Correct the id, or remove the line.',
      )
    const key = keyOf(name)
    const of = patches.get(id) ?? {}
    if (Object.hasOwn(of, key))
      throw usage(
        `${where}: an earlier line has an answer of ${name} for the case ${id} already.`,
        'Remove one of the two lines.',
      )
    of[key] = patch ?? ''
    patches.set(id, of)
    models.set(key, predicted(key, name))
  }
  return {
    cases: cases.map(one => ({ ...one, patches: patches.get(one.id) ?? {} })),
    models: [...models.values()],
  }
}

/** Converts a model's name in a file of predictions, which may be a path, to the model's key in the benchmark. */
function keyOf(name: string): string {
  return (
    name
      .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 100) || 'model'
  )
}

function predicted(key: string, name: string): BenchmarkModel {
  return {
    ...{ key, name, agent: PREDICTION, account: PREDICTION, model: null, args: [] },
    ...{ environment: {}, environmentFrom: [], homeFiles: [] },
    ...{ program: null, server: null, parallel: null },
  }
}

function guess(id: string, known: readonly string[]): string {
  const near = suggest(id, known)
  return near === null ? '' : ` Did you mean ${near}?`
}

function parse(where: string, line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (thrown) {
    throw usage(`${where}: ${thrown instanceof Error ? thrown.message : String(thrown)}.`)
  }
}

const FORM =
  'Each line must be {"instance_id", "model_name_or_path", "model_patch"} (docs/benchmarks.md).'

function usage(what: string, hint = FORM): FailureError {
  return new FailureError({ kind: 'usage', what, hint })
}
