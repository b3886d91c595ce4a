import { expect, test } from 'vitest'
import { notLetIn } from '../../../src/backend/ssh/hint.ts'
import { parseAddress } from '../../../src/state/hosts/address.ts'

const why = (stderr: string) =>
  notLetIn({ host: 'box', address: parseAddress('box'), deadline: 10_000 }, stderr).why

const LONG = `https://login.example.org/authorize?state=${'a1'.repeat(400)}`
const RULES = 'Rules of use: https://example.org/policy.html'

test.each([
  [
    'the page of the login',
    `${RULES}\nTo log in, visit https://sso.example.org/d/x.\n`,
    'https://sso.example.org/d/x',
  ],
  [
    'the line above names it',
    `${RULES}\nAuthenticate here:\n  https://sso.example.org/x\n`,
    'https://sso.example.org/x',
  ],
  ['the only page', 'https://example.org/x\n', 'https://example.org/x'],
  [
    'without a scheme',
    'Open microsoft.com/devicelogin in a browser\n',
    'microsoft.com/devicelogin',
  ],
  ['a long one is whole', `Visit ${LONG}\n`, LONG],
])('%s', (_, stderr, url) => {
  expect(why(stderr)).toContain(`the host sent: ${url} (`)
})

test('the code to enter is told with the page', () => {
  const said = 'Visit https://example.org/device\nEnter the code: WDJB-MJHT\nWaiting ...\n'
  expect(why(said)).toBe(
    'the host sent: https://example.org/device (Visit https://example.org/device; Enter the code: WDJB-MJHT)',
  )
})

test('a path is no page', () => {
  expect(why('Your keys are in git.example.org:keys/a, see /etc/motd.d/x\n')).toBe(
    'the host sent: Your keys are in git.example.org:keys/a, see /etc/motd.d/x',
  )
})

test('a hostile text takes no time that could be felt', () => {
  const start = performance.now()
  for (const text of ['https://', 'a.b.c.d.e.', 'a'.repeat(60), 'login code https://x '])
    why(text.repeat(60_000))
  expect(performance.now() - start).toBeLessThan(5000)
})
