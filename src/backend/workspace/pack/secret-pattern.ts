/** Patterns that the library secretlint lacks: amplihack's patterns, and short private keys. */
export interface Pattern {
  readonly rule: string
  readonly pattern: RegExp
}

/** The first group of each pattern is the secret. A word in < >, ${ } or {{ }} is a placeholder and does not match. */
export const patterns: readonly Pattern[] = [
  {
    rule: 'private-key',
    pattern: /(-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{40,}?-----END)/g,
  },
  { rule: 'anthropic-key', pattern: /(sk-ant-[\w-]{20,})/g },
  { rule: 'openai-key', pattern: /\b(sk-(?!ant-)[\w-]{20,})/g },
  { rule: 'github-token', pattern: /\b(gh[pousr]_[A-Za-z0-9]{36,})/g },
  { rule: 'azure-key', pattern: /\bAZURE_\w*KEY\s*[=:]\s*["']?([^\s"'<>${}]{8,})/g },
  { rule: 'aws-key', pattern: /\bAWS_\w*KEY\w*\s*[=:]\s*["']?([^\s"'<>${}]{16,})/g },
  { rule: 'api-key', pattern: /\bapi[_-]?key["']?\s*[=:]\s*["']([^\s"'<>${}]{20,})["']/gi },
  { rule: 'password', pattern: /\bpassword["']?\s*[=:]\s*["']([^\s"'<>${}]{8,})["']/gi },
  { rule: 'token', pattern: /\btoken["']?\s*[=:]\s*["']([^\s"'<>${}]{20,})["']/gi },
  { rule: 'bearer', pattern: /\bBearer\s+([A-Za-z0-9._~+/-]{20,}=*)/g },
]
