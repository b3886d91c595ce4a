import { hostname, userInfo } from 'node:os'
import { renderUnicodeCompact } from 'uqr'
import type { RunningServer } from './start-server.ts'
import { tunnelCommand } from './tunnel.ts'

/** The lines that the server prints at its start. */
export function announcement(server: RunningServer): readonly string[] {
  const { url, host, port, fresh, tokenFile } = server
  const token = fresh
    ? [
        `API token: ${fresh}`,
        `The token is not shown again. It is stored in ${tokenFile}, which only you can read.`,
      ]
    : [`The API token is in ${tokenFile}.`]
  return [
    `Server running at ${url}`,
    ...token,
    `From another machine: ${tunnelCommand(host, port, `${userInfo().username}@${hostname()}`)}`,
    '',
    ...linkLines(server),
  ]
}

/** The lines with a new link that pairs a device, as text and as a QR code. */
export function linkLines(server: Pick<RunningServer, 'pairingLink'>): readonly string[] {
  const link = server.pairingLink('admin')
  return [
    `To log in a device, open this link within a minute (press Enter for a new link): ${link}`,
    ...renderUnicodeCompact(link).split('\n'),
  ]
}
