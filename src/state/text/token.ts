const TOKEN = /^\s*(?:"((?:[^"\\]|\\.)*)"?|'([^']*)'?|(\S+))(?:\s+|$)/s

/** The first token and what follows it, as it was written. Quotes hold a token with spaces together. */
export function firstToken(text: string): readonly [string, string] {
  const match = TOKEN.exec(text)
  if (!match) return ['', '']
  const [all, double, single, plain] = match
  const token = double?.replace(/\\(.)/gs, '$1') ?? single ?? plain ?? ''
  return [token, text.slice(all.length)]
}

export function tokens(text: string): readonly string[] {
  const [first, rest] = firstToken(text)
  return first === '' ? [] : [first, ...tokens(rest)]
}

/** Written so that `firstToken` reads it back. */
export function quoted(token: string): string {
  return /^[^\s"'\\]+$/.test(token) ? token : `"${token.replace(/["\\]/g, '\\$&')}"`
}
