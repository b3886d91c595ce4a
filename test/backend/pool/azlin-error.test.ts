import { expect, test } from 'vitest'
import { azlinError } from '../../../src/backend/pool/azlin-error.ts'
import { redact } from '../../../src/backend/pool/redact.ts'

const QUOTA =
  '(QuotaExceeded) Operation could not be completed as it results in exceeding approved Total Regional Cores quota. Current Limit: 100'

test.each([
  [127, 'spawn azlin ENOENT', 'azlin is not installed on this machine.', '', 1],
  [1, 'Failed to run `az account show` — is Azure CLI installed?', /needs the Azure CLI/, '', 1],
  [1, "ERROR: Please run 'az login' to setup account.", /not logged in/, '', 1],
  [1, 'AADSTS700082: The refresh token has expired', /not logged in/, '', 1],
  [1, 'Confirmation required but stdin is not a terminal', /asks for a confirmation/, '', 1],
  [1, 'Forward credentials? [Y/n]', /asks for a confirmation/, '', 1],
  [1, 'Rate limit exceeded', /rate of requests/, 'passing', 0],
  [1, QUOTA, /quota of this Azure subscription/, 'exhausted', 0],
  [1, 'core limit reached', /quota of this Azure subscription/, 'exhausted', 0],
  [1, '(SkuNotAvailable) The requested size', /no machine of this size/, 'exhausted', 0],
  [1, '(AuthorizationFailed) The client does not have', /does not have the permission/, '', 1],
  [1, 'Connection reset by peer', /temporary error/, 'passing', 0],
  [1, 'operation timed out', /temporary error/, 'passing', 0],
  [1, 'HTTP 503 ServiceUnavailable', /temporary error/, 'passing', 0],
  [1, "(ResourceNotFound) VM 'x' not found", /no such machine/, '', 0],
  [2, "error: unexpected argument '--json' found", /rejected the arguments/, '', 0],
  [1, 'something else', 'azlin failed.', '', 0],
  [1, '', 'azlin failed.', '', 0],
])('%d %s', (code, text, what, kind, person) => {
  const error = azlinError({ line: 'azlin list', code, text })
  expect(error.failure.what).toMatch(what)
  expect(error.failure.hint).toBeTruthy()
  expect(error.passing).toBe(kind === 'passing')
  expect(error.exhausted).toBe(kind === 'exhausted')
  expect(error.failure.needsPerson === true).toBe(person === 1)
})

test('the line that tells is the reason, without colours', () => {
  const text = 'Creating VM...\n\x1b[31m(QuotaExceeded)\x1b[0m no cores\nTraceback\n'
  expect(azlinError({ line: 'azlin new', code: 1, text }).failure.why).toBe(
    '(QuotaExceeded) no cores',
  )
})

test('ids and signatures never show', () => {
  const id = '12345678-1234-1234-1234-123456789ABC'
  const url = `https://x.blob.core.windows.net/c/d?sv=2022-11-02&se=2026-01-01T00%3A00Z&sp=r&sig=aB%2Fc%3D&x=1`
  expect(redact(`subscription ${id} at ${url}`)).toBe(
    'subscription [REDACTED] at https://x.blob.core.windows.net/c/d?sv=[REDACTED]&se=[REDACTED]&sp=[REDACTED]&sig=[REDACTED]&x=1',
  )
  const { why, hint } = azlinError({ line: `azlin --x ${id}`, code: 1, text: `no ${id}` }).failure
  expect(`${why} ${hint}`).not.toContain(id)
})
