import { expect, test } from 'vitest'
import { announcement } from '../../../src/server/start-message.ts'
import { tunnelCommand } from '../../../src/server/tunnel.ts'

test.each([
  ['127.0.0.1', 7760, 'ssh -N -L 7760:localhost:7760 me@box'],
  ['0.0.0.0', 7760, 'ssh -N -L 7760:localhost:7760 me@box'],
  // It does not listen on localhost there.
  ['192.0.2.5', 7760, 'ssh -N -L 7760:192.0.2.5:7760 me@box'],
  ['fd00::5', 7760, 'ssh -N -L 7760:[fd00::5]:7760 me@box'],
])('a tunnel to a server on %s', (host, port, command) => {
  expect(tunnelCommand(host, port, 'me@box')).toBe(command)
})

test('the port is printed as it is, also where the address leaves it out', () => {
  const lines = announcement({
    ...{ url: 'http://localhost:80', host: '127.0.0.1', port: 80, fresh: null },
    ...{ tokenFile: '/token', warnings: [], pairingLink: () => 'http://localhost:80/#pair=x' },
    close: async () => {},
  })
  expect(lines.join('\n')).toContain('ssh -N -L 80:localhost:80 ')
})
