import { stateDirectory } from '../../../disk/own-directory.ts'
import { readWhole } from '../../args/launch.ts'
import type { Call, Command } from '../../command/command.ts'
import { usage } from '../../command/flag.ts'

const PORT = 7760

export const server: Command = {
  name: 'server',
  usage:
    '[--host H] [--port N] [--new-token] [--read-only] [--allowed-host NAME]... [--behind-proxy]',
  summary: 'Serve the fleet to a browser and to programs: a page, an API, event streams',
  details: `
Listens only on this machine, on port ${PORT}. From another machine, use a tunnel:
ssh -N -L ${PORT}:localhost:${PORT} USER@THIS-MACHINE, then open http://localhost:${PORT} there (docs/server.md).
The first start creates a token and prints it once; only you can read the file that contains it. The link
printed with a QR code admits one device, once, within a minute; Enter prints another.
While the server runs, commands use its connections to the hosts. Ctrl-C ends it; sessions continue.`,
  examples: [
    ['server', 'On this machine, port 7760'],
    ['server --port 8000 --read-only', 'Clients can watch, but not type or start anything'],
    ['server --new-token', 'Create a new main token; the old one becomes invalid'],
  ],
  flags: {
    host: { kind: 'text', about: 'The address to listen on; default 127.0.0.1' },
    port: { kind: 'text', about: `The port; default ${PORT}, 0 for any that is free` },
    'new-token': { kind: 'switch', about: 'Replace the main token, and print the new one' },
    'allowed-host': {
      kind: 'each',
      about: 'Another host name under which browsers may open the page; may be repeated',
    },
    'allowed-root': {
      kind: 'each',
      about:
        'Requests may name only paths below this directory; default your home; may be repeated',
    },
    'read-only': { kind: 'switch', about: 'Read-only: refuse requests that change anything' },
    'behind-proxy': {
      kind: 'switch',
      about: 'Trust X-Forwarded-For from a proxy on this machine',
    },
  },
  takes: [0, 0],
  run,
}

async function run(call: Call): Promise<number> {
  const { flags } = call
  const host = flags.text('host') ?? '127.0.0.1'
  if (host === '') throw usage('--host is empty.', 'Use 127.0.0.1 to allow only this machine.')
  const served = await call.serve({
    host,
    port: readWhole(flags, 'port', [0, 65_535], PORT),
    newToken: flags.is('new-token'),
    allowedHosts: flags.each('allowed-host'),
    allowedRoots: flags.each('allowed-root'),
    readOnly: flags.is('read-only'),
    behindProxy: flags.is('behind-proxy'),
    stateDirectory: stateDirectory(call.environment),
  })
  for (const line of served.lines) await call.print(line)
  for (const line of served.warnings) call.say(line)
  if (call.terminal.stdin) void offerLinks(call, served.link)
  // The server runs until a signal ends the command.
  return new Promise(() => {})
}

/** Prints another pairing link each time the user presses Enter, for the next device. */
async function offerLinks(call: Call, link: () => readonly string[]): Promise<void> {
  for (;;) {
    await call.readLine()
    for (const line of link()) await call.print(line)
  }
}
