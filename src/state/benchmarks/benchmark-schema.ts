import * as z from 'zod'

const text = z.string().min(1)
const seconds = z
  .int()
  .min(1)
  .max(7 * 86_400)
const count = z.int().min(1).max(10_000)
/** Names become parts of file paths, reports and git refs. */
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'Use at most 100 letters, digits, ".", "_" and "-".')
/** YAML reads `on: 1` as a number, but values of environment variables are texts. */
const environment = z.record(
  z.string().regex(/^[A-Za-z_]\w*$/, 'This is not a valid name of an environment variable.'),
  z.union([z.string(), z.number(), z.boolean()]).transform(String),
)
/** A path under the home directory on the host. The file is copied to the separate home directory of each attempt. */
const homeFile = z
  .string()
  .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).{1,300}$/, 'Use a path below the home directory.')

export const METRICS = [
  ...['success_rate', 'avg_iterations', 'total_runtime_sec'],
  ...['avg_prompt_tokens', 'avg_completion_tokens', 'avg_total_tokens', 'total_cost_usd'],
] as const
export type Metric = (typeof METRICS)[number]

/** Limits that may be set for all suites, a suite or a case: the most specific one applies. */
const limits = {
  max_iterations: z.int().min(1).max(100).optional(),
  timeout_sec: seconds.optional(),
  setup_timeout_sec: seconds.optional(),
  verify_timeout_sec: seconds.optional(),
}

const programs = {
  amp_cli_path: text.optional(),
  amp_server_url: z.url().optional(),
}

export const DEFAULTS = {
  ...limits,
  ...programs,
  base_branch: text.optional(),
  parallel: count.optional(),
  json_logs: z.boolean().optional(),
  merge_on_pass: z.boolean().optional(),
  agent: text.optional(),
  attempts: z.int().min(1).max(100).optional(),
  seed: z.int().optional(),
  max_per_host: count.optional(),
  max_per_model: count.optional(),
  max_per_account: count.optional(),
  host_lost_after_sec: seconds.optional(),
  home_files: z.array(homeFile).max(50).optional(),
  env_from: z
    .array(z.string().regex(/^[A-Za-z_]\w*$/))
    .max(50)
    .optional(),
}

export const MODEL = {
  name: text.optional(),
  agent: text.optional(),
  model: text.optional(),
  amp_args: z
    .array(z.union([z.string(), z.number()]).transform(String))
    .max(100)
    .optional(),
  args: z
    .array(z.union([z.string(), z.number()]).transform(String))
    .max(100)
    .optional(),
  env: environment.optional(),
  env_from: DEFAULTS.env_from,
  home_files: DEFAULTS.home_files,
  account: text.optional(),
  max_parallel: count.optional(),
  ...programs,
}

export const CASE = {
  id: name,
  repo: text,
  prompt: text,
  follow_up_prompts: z.array(text).max(100).optional(),
  script_command: text.optional(),
  setup_script: text.optional(),
  base_branch: text.optional(),
  ...limits,
  ...programs,
}

export const SUITE = {
  id: name,
  description: z.string().optional(),
  cases: z.array(z.strictObject(CASE)).max(10_000).optional(),
  swebench_cases_dir: text.optional(),
  predictions: text.optional(),
  base_branch: text.optional(),
  ...limits,
}

export const BENCHMARK = {
  version: z.literal(1, 'This version of fleetmux supports only version 1.'),
  name: text,
  description: z.string().optional(),
  defaults: z.strictObject(DEFAULTS).optional(),
  models: z
    .record(name, z.strictObject(MODEL))
    .refine(models => Object.keys(models).length > 0, 'At least one model is required.')
    .optional(),
  metrics: z.array(z.enum(METRICS)).optional(),
  suites: z.array(z.strictObject(SUITE)).min(1, 'At least one suite is required.'),
}
export const benchmarkSchema = z.strictObject(BENCHMARK)
export type BenchmarkFile = z.output<typeof benchmarkSchema>

/** The format of batch plans of Amp Session Manager: each row of the matrix is one prompt for one repository. */
const ROW_OVERRIDES = {
  baseBranch: text.optional(),
  scriptCommand: text.optional(),
  model: text.optional(),
  agent: text.optional(),
  timeoutSec: seconds.optional(),
  retries: z.int().min(0).max(10).optional(),
  mergeOnPass: z.boolean().optional(),
  jsonLogs: z.boolean().optional(),
}

export const BATCH_ROW = { id: name.optional(), repo: text, prompt: text, ...ROW_OVERRIDES }
export const BATCH_DEFAULTS = { ...ROW_OVERRIDES, baseBranch: text }
export const BATCH = {
  runId: text.optional(),
  concurrency: count,
  defaults: z.strictObject(BATCH_DEFAULTS),
  matrix: z.array(z.strictObject(BATCH_ROW)).min(1, 'At least one row is required.').max(10_000),
}
export const batchSchema = z.strictObject(BATCH)
export type BatchFile = z.output<typeof batchSchema>

/** The format of a case in a suite of the older `bench` command of Amp Session Manager. */
export const OLD_CASE = {
  id: name,
  repo: text,
  prompt: text,
  timeoutSec: seconds.optional(),
  successCommand: text.optional(),
  expectedFiles: z.array(text).max(100).optional(),
}
export const OLD_SUITE = {
  name: text.optional(),
  description: z.string().optional(),
  cases: z.array(z.strictObject(OLD_CASE)).min(1),
}
export const oldSuiteSchema = z.strictObject(OLD_SUITE)
export type OldSuiteFile = z.output<typeof oldSuiteSchema>
