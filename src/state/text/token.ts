const TOKEN = /^\s*(?:"((?:[^"\\]|\\.)*)"?|'([^']*)'?|(\S+))(?:\s+|$)/s

/** The first token, and the rest of the text as it was written. Quotes allow spaces in a token. */
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

/** Quotes a token so that `firstToken` reads it back. */
export function quoted(token: string): string {
  return /^[^\s"'\\]+$/.test(token) ? token : `"${token.replace(/["\\]/g, '\\$&')}"`
}
