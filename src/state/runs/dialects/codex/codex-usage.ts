import type { EventBody } from '../../event.ts'
import { countAt, ifDefined } from '../shared/json.ts'

/** Tokens as Codex counts them: the input includes cached tokens. */
export interface CodexTokens {
  readonly input: number
  readonly cached: number
  readonly written: number | undefined
  readonly output: number
  readonly thinking: number | undefined
}

/** Reads both spellings: `codex exec` writes names with `_`, the app-server in camel case. */
export function codexTokens(usage: unknown): CodexTokens {
  const count = (name: string, plain: string) => countAt(usage, name) ?? countAt(usage, plain)
  return {
    input: count('inputTokens', 'input_tokens') ?? 0,
    cached: count('cachedInputTokens', 'cached_input_tokens') ?? 0,
    written: count('cacheWriteInputTokens', 'cache_write_input_tokens'),
    output: count('outputTokens', 'output_tokens') ?? 0,
    thinking: count('reasoningOutputTokens', 'reasoning_output_tokens'),
  }
}

/** The tokens since `before`. */
export function codexTokensSince(now: CodexTokens, before: CodexTokens): CodexTokens {
  const less = (a: number, b: number) => Math.max(0, a - b)
  return {
    input: less(now.input, before.input),
    cached: less(now.cached, before.cached),
    written: now.written === undefined ? undefined : less(now.written, before.written ?? 0),
    output: less(now.output, before.output),
    thinking: now.thinking === undefined ? undefined : less(now.thinking, before.thinking ?? 0),
  }
}

/** The usage event; empty if the counts are 0, as for a failed call. */
export function codexTokenUsage(tokens: CodexTokens): EventBody[] {
  if (tokens.input === 0 && tokens.output === 0) return []
  return [
    {
      type: 'token_usage',
      inputTokens: Math.max(0, tokens.input - tokens.cached),
      outputTokens: tokens.output,
      ...ifDefined('thinkingTokens', tokens.thinking),
      cachedTokens: tokens.cached,
      ...ifDefined('cacheCreationTokens', tokens.written),
    },
  ]
}
