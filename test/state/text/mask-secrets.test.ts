import { expect, test } from 'vitest'
import { maskSecrets } from '../../../src/state/text/mask-secrets.ts'

const long = 'a1B2c3D4'.repeat(6)

test.each([
  [`export ANTHROPIC_API_KEY=sk-ant-api03-${long}`, 'export ANTHROPIC_API_KEY=[masked]'],
  [`token: ${long}`, 'token: [masked]'],
  [`{"password": "hunter22"}`, '{"password": "[masked]"}'],
  [`Authorization: Bearer ${long}`, 'Authorization: Bearer [masked]'],
  ['git clone https://me:s3cret@host/x', 'git clone https://me:[masked]@host/x'],
  [`see AKIA${'ABCD1234'.repeat(2)} there`, 'see [masked] there'],
  [`x ghp_${long} y`, 'x [masked] y'],
  [
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nAAAA\n-----END RSA PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY----- [masked] -----END RSA PRIVATE KEY-----',
  ],
])('%j', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked)
})

test.each([
  '1200 tokens in, 34 out',
  'commit 3bae6781321fb6f0db64bb0ad5b7f9b2ada0c3ac',
  'https://example.com/a?b=c',
  'the password is asked for',
])('%j is no secret', text => {
  expect(maskSecrets(text)).toBe(text)
})

test('text that was made to be slow is not', () => {
  const at = performance.now()
  for (const piece of [
    'token: ',
    'a'.repeat(40),
    '-----BEGIN PRIVATE KEY-----',
    'eyJaaaaaaaaaaa.',
    'h://a:',
  ])
    maskSecrets(piece.repeat(4000))
  expect(performance.now() - at).toBeLessThan(4000)
})
