import { expect, test } from 'vitest'
import {
  commandOptions,
  connectOptions,
  parseSshSettings,
} from '../../../src/backend/ssh/ssh-settings.ts'

const plain = `user me
hostname 10.0.0.7
port 22
batchmode no
controlmaster false
stricthostkeychecking ask
requesttty auto
sessiontype default
stdinnull no
forkafterauthentication no
serveraliveinterval 0
identityfile ~/.ssh/id_rsa
identityfile ~/.ssh/id_ed25519
connecttimeout none
controlpersist no
`

test('what ssh would do without a config is ours to choose', () => {
  const config = parseSshSettings(plain)
  expect(config).toMatchObject({ goal: 'me@10.0.0.7:22', gate: '10.0.0.7:22', theirs: false })
  expect(config.identityFiles).toEqual(['~/.ssh/id_rsa', '~/.ssh/id_ed25519'])
  const expected = ['StrictHostKeyChecking=accept-new', 'ConnectTimeout=8', 'ServerAliveInterval=5']
  expect(connectOptions(config, 10_000)).toEqual(expected.flatMap(each => ['-o', each]))
})

test('what the user has decided stays', () => {
  const config = parseSshSettings(
    'stricthostkeychecking true\nserveraliveinterval 60\nconnecttimeout 30\nhostname h\nport 22\nuser u',
  )
  expect(connectOptions(config, 10_000)).toEqual([])
})

test('the gate is the first jump host', () => {
  expect(parseSshSettings(`${plain}proxyjump a@one:22,two`).gate).toBe('jump a@one:22')
  expect(parseSshSettings(`${plain}proxyjump none`).gate).toBe('10.0.0.7:22')
})

test.each([
  ['controlpath /x', 'controlmaster auto', 'controlpersist 60', true, true],
  ['controlpath /x', 'controlmaster auto', 'controlpersist no', true, false],
  ['controlpath /x', 'controlmaster ask', 'controlpersist yes', true, false],
  ['controlpath /x', 'controlmaster false', 'controlpersist no', true, false],
  ['controlpath none', 'controlmaster auto', 'controlpersist 60', false, true],
])('%s, %s, %s: theirs %s, they open it %s', (path, master, persist, theirs, opensTheirs) => {
  const config = parseSshSettings([path, master, persist].join('\n'))
  expect(config).toMatchObject({ theirs, opensTheirs })
})

test('what would run something else is unset, and only where it is set', () => {
  const usual = ['BatchMode=yes', 'LogLevel=ERROR', 'ClearAllForwardings=yes', 'EscapeChar=none']
  const flags = (values: string[]) => values.flatMap(each => ['-o', each])
  expect(commandOptions(parseSshSettings(plain))).toEqual(flags(usual))
  const odd = parseSshSettings(
    'remotecommand top\nsessiontype none\nstdinnull yes\nforkafterauthentication yes',
  )
  const unset = [
    'RemoteCommand=none',
    'SessionType=default',
    'StdinNull=no',
    'ForkAfterAuthentication=no',
  ]
  expect(commandOptions(odd)).toEqual(flags([...usual, ...unset]))
})
