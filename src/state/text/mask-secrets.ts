const MASK = '[masked]'

/** Secrets that are known by their form. Each pattern is linear: it begins with fixed letters, and its runs have an end. */
const FORMS: readonly RegExp[] = [
  /\bsk-[\w-]{16,200}/g,
  /\bgh[pousr]_\w{20,255}/g,
  /\bgithub_pat_\w{20,255}/g,
  /\bglpat-[\w-]{16,100}/g,
  /\bxox[abeoprs]-[\w-]{10,250}/g,
  /\b(?:AKIA|ASIA)[A-Z\d]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /\bnpm_\w{30,100}/g,
  /\bhf_\w{30,100}/g,
  /\beyJ[\w-]{10,2000}\.[\w-]{10,4000}\.[\w-]{10,1000}/g,
]

/** Values behind a name that says what they are: `API_KEY=...`, `"token": "..."`, `password: ...`. */
const NAMED =
  /((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)["']?\s{0,3}[:=]\s{0,3}["']?)([^\s"',;&]{6,500})/gi
const BEARER = /(\bauthorization:\s{0,3}\w{1,20}\s{1,3})([^\s"']{6,4000})/gi
const IN_ADDRESS = /(\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s/:@]{1,100}:)([^\s/@]{3,200})(?=@)/gi
const PRIVATE_KEY =
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[\s\S]{1,8000}?(-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g

/**
 * Puts a mark in place of what looks like a secret, for a reader who passes on what is read. It finds what has a known
 * form or a telling name, on one line: what is neither stays.
 */
export function maskSecrets(text: string): string {
  const named = text
    .replaceAll(PRIVATE_KEY, `$1 ${MASK} $2`)
    .replaceAll(BEARER, `$1${MASK}`)
    .replaceAll(IN_ADDRESS, `$1${MASK}`)
    .replaceAll(NAMED, `$1${MASK}`)
  return FORMS.reduce((left, form) => left.replaceAll(form, MASK), named)
}
