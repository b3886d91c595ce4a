import * as z from 'zod'

/**
 * The events of a run, one per line. The types and fields are those of the program agent-mux, so that scripts for it
 * can read them. Fields that an agent does not report are absent. Durations are milliseconds, money is US dollars,
 * paths are as the agent writes them.
 */
const text = z.string()
const count = z.number().int().nonnegative()
const tool = { toolCallId: text, toolName: text }

export const costSchema = z.object({
  totalUsd: z.number().nonnegative(),
  inputTokens: count.optional(),
  outputTokens: count.optional(),
  thinkingTokens: count.optional(),
  cachedTokens: count.optional(),
  cacheCreationTokens: count.optional(),
  cacheReadTokens: count.optional(),
})

const session = [
  body('session_start', { sessionId: text, resumed: z.boolean(), forkedFrom: text.optional() }),
  body('session_resume', { sessionId: text, priorTurnCount: count.optional() }),
  body('session_fork', { sessionId: text, forkedFrom: text }),
  body('session_checkpoint', { sessionId: text, checkpointId: text }),
  body('session_end', { sessionId: text, turnCount: count, cost: costSchema.optional() }),
  body('turn_start', { turnIndex: count }),
  body('turn_end', { turnIndex: count, cost: costSchema.optional() }),
  body('step_start', { turnIndex: count, stepIndex: count, stepType: text }),
  body('step_end', { turnIndex: count, stepIndex: count }),
] as const

/** `accumulated` is omitted if it is longer than 16 Ki characters, so that lines do not grow without limit. */
const words = [
  body('message_start', {}),
  body('text_delta', { delta: text, accumulated: text.optional() }),
  body('message_stop', { text }),
  body('thinking_start', { effort: text.optional() }),
  body('thinking_delta', { delta: text, accumulated: text.optional() }),
  body('thinking_stop', { thinking: text }),
] as const

const tools = [
  body('tool_call_start', { ...tool, inputAccumulated: text.optional() }),
  body('tool_input_delta', {
    toolCallId: text,
    delta: text,
    inputAccumulated: text.optional(),
  }),
  body('tool_call_ready', { ...tool, input: z.unknown() }),
  body('tool_result', { ...tool, output: z.unknown(), durationMs: count.optional() }),
  body('tool_error', { ...tool, error: text }),
  body('file_read', { path: text }),
  body('file_write', { path: text, byteCount: count.optional() }),
  body('file_create', { path: text, byteCount: count.optional() }),
  body('file_delete', { path: text }),
  body('file_patch', { path: text, diff: text.optional() }),
  body('shell_start', { command: text, cwd: text.optional() }),
  body('shell_stdout_delta', { delta: text }),
  body('shell_stderr_delta', { delta: text }),
  body('shell_exit', { exitCode: z.number().int(), durationMs: count.optional() }),
  body('mcp_tool_call_start', { ...tool, server: text, input: z.unknown() }),
  body('mcp_tool_result', { ...tool, server: text, output: z.unknown() }),
  body('mcp_tool_error', { ...tool, server: text, error: text }),
  body('subagent_spawn', { subagentId: text, agentName: text, prompt: text.optional() }),
  body('subagent_result', {
    subagentId: text,
    agentName: text,
    summary: text,
    cost: costSchema.optional(),
  }),
  body('subagent_error', { subagentId: text, agentName: text, error: text }),
] as const

const surroundings = [
  body('plugin_loaded', { pluginId: text, pluginName: text, version: text.optional() }),
  body('plugin_invoked', { pluginId: text, pluginName: text }),
  body('plugin_error', { pluginId: text, pluginName: text, error: text }),
  body('skill_loaded', { skillName: text, source: text.optional() }),
  body('skill_invoked', { skillName: text }),
  body('agentdoc_read', { path: text }),
  body('image_output', {
    mimeType: text,
    base64: text.optional(),
    filePath: text.optional(),
  }),
  body('image_input_ack', { mimeType: text }),
  body('cost', { cost: costSchema }),
  body('token_usage', {
    /** The input tokens, without those that were read from the cache. */
    inputTokens: count,
    outputTokens: count,
    thinkingTokens: count.optional(),
    cachedTokens: count.optional(),
    cacheCreationTokens: count.optional(),
  }),
] as const

const asking = [
  body('input_required', {
    interactionId: text,
    question: text,
    context: text.optional(),
    /** The possible answers, as the agent lists them. */
    options: z.array(text).optional(),
    source: z.enum(['agent', 'tool']),
  }),
  body('approval_request', {
    interactionId: text,
    action: text,
    detail: text,
    toolName: text.optional(),
    riskLevel: z.enum(['low', 'medium', 'high']),
  }),
  body('approval_granted', { interactionId: text }),
  body('approval_denied', { interactionId: text, reason: text.optional() }),
] as const

const limits = [
  body('rate_limited', { retryAfterMs: count.optional() }),
  body('context_limit_warning', { usedTokens: count, maxTokens: count, pctUsed: z.number() }),
  body('context_compacted', { summary: text.optional(), tokensSaved: count.optional() }),
  body('retry', {
    attempt: count,
    maxAttempts: count.optional(),
    reason: text,
    delayMs: count.optional(),
  }),
  body('interrupted', {}),
  body('aborted', {}),
  body('paused', {}),
  body('resumed', {}),
  body('timeout', { kind: z.enum(['run', 'inactivity']) }),
  body('turn_limit', { maxTurns: count.optional() }),
  body('stream_fallback', { capability: text, reason: text }),
] as const

const failures = [
  body('auth_error', { message: text, guidance: text }),
  body('rate_limit_error', { message: text, retryAfterMs: count.optional() }),
  body('context_exceeded', {
    message: text.optional(),
    usedTokens: count.optional(),
    maxTokens: count.optional(),
  }),
  body('crash', { exitCode: z.number().int().nullable(), stderr: text }),
  body('error', { code: text, message: text, recoverable: z.boolean() }),
  body('debug', { level: text, message: text }),
  body('log', { source: z.enum(['stdout', 'stderr']), line: text }),
] as const

const BODIES = [
  ...session,
  ...words,
  ...tools,
  ...surroundings,
  ...asking,
  ...limits,
  ...failures,
] as const

/** An event without the common fields. */
export const eventBodySchema = z.discriminatedUnion('type', BODIES)
export type EventBody = z.infer<typeof eventBodySchema>

export const EVENT_TYPES: readonly EventBody['type'][] = BODIES.map(each => each.shape.type.value)

export const EXIT_REASONS = [
  ...['completed', 'aborted', 'interrupted', 'timeout', 'inactivity'],
  ...['turn_limit', 'crashed', 'killed'],
] as const

const base = {
  runId: text,
  /** fleetmux's name of the agent; the same on a host, in a container and in a pod. */
  agent: text,
  /** Epoch milliseconds: the agent's time if it reports one, else when this process read the line. */
  timestamp: count,
  /**
   * The event's position in the run's files: the same for every process that reads them. Reading can resume after it.
   */
  id: text,
}
export const eventSchema = z.intersection(eventBodySchema, z.object(base))
export type RunEvent = EventBody & z.infer<z.ZodObject<typeof base>>

function body<const T extends string, S extends z.ZodRawShape>(type: T, shape: S) {
  return z.object({ type: z.literal(type), ...shape })
}
