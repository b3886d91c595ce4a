const MASK = '[masked]'

/** Secrets that have a known form. Patterns take linear time: they begin with fixed letters and are bounded. */
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

/** Values after a name that marks them as secret: `API_KEY=...`, `"token": "..."`, `password: ...`. */
const NAMED =
  /((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)["']?\s{0,3}[:=]\s{0,3}["']?)([^\s"',;&]{6,500})/gi
const BEARER = /(\bauthorization:\s{0,3}\w{1,20}\s{1,3})([^\s"']{6,4000})/gi
const IN_ADDRESS = /(\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s/:@]{1,100}:)([^\s/@]{3,200})(?=@)/gi
const PRIVATE_KEY =
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[\s\S]{1,8000}?(-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g

/**
 * Replaces probable secrets by a mark, for readers that pass the text to others. Finds only private keys, values of a
 * known form, and values after a name that marks them as secret; other secrets remain.
 */
export function maskSecrets(text: string): string {
  const named = text
    .replaceAll(PRIVATE_KEY, `$1 ${MASK} $2`)
    .replaceAll(BEARER, `$1${MASK}`)
    .replaceAll(IN_ADDRESS, `$1${MASK}`)
    .replaceAll(NAMED, `$1${MASK}`)
  return FORMS.reduce((left, form) => left.replaceAll(form, MASK), named)
}
