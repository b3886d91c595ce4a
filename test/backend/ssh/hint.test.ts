import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explainOtherCommand, explainSshError, isCrowded } from '../../../src/backend/ssh/hint.ts'
import { parseSshSettings } from '../../../src/backend/ssh/ssh-settings.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { parseAddress } from '../../../src/state/hosts/address.ts'
import { failureOf, type SshLab, startSshLab } from './ssh-lab.ts'

const here = createLocal()

describe('what the real client says', () => {
  let ssh: SshLab
  beforeAll(async () => {
    ssh = await startSshLab({ hosts: 2 })
  })
  afterAll(() => ssh.close())

  async function withConfig(name: string, lines: readonly string[], address = 'lab1') {
    const path = ssh.config(name)
    await writeFile(path, `${lines.join('\n')}\nInclude ${ssh.lab.sshConfig}\n`)
    return failureOf(ssh.transport(address, { configFile: path, name: 'box' }).run(['true']))
  }

  async function newKey(name: string, passphrase: string): Promise<string> {
    const path = ssh.config(name)
    const made = await here.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', passphrase, '-f', path])
    expect(made.code).toBe(0)
    return path
  }

  test('nobody listens', async () => {
    const failure = await withConfig('refused', ['Host *', 'Port 1'])
    expect(failure).toMatchObject({
      kind: 'unreachable',
      host: 'box',
      what: expect.stringContaining('no sshd listens'),
    })
    expect(failure.why).toContain('Connection refused')
    expect(failure.hint).toContain('`ssh -F ')
  })

  test('no such name', async () => {
    const failure = await withConfig('unresolved', ['Host *', 'HostName no-such-name.invalid'])
    expect(failure).toMatchObject({
      kind: 'unreachable',
      what: 'The host name cannot be resolved.',
    })
    expect(failure.hint).toContain('no-such-name.invalid')
  })

  test('a key that changed is never accepted', async () => {
    const known = ssh.config('changed_hosts')
    const host = ssh.lab.host('lab1')
    const other = await readFile(join(ssh.lab.host('lab2').dir, 'host_key.pub'), 'utf8')
    await writeFile(known, `[${host.address}]:${host.port} ${other}`)
    const failure = await withConfig('changed', ['Host *', `UserKnownHostsFile ${known}`])
    expect(failure).toMatchObject({
      kind: 'unreachable',
      what: expect.stringContaining('differs from the one in known_hosts'),
    })
    const mend = /`(.*)`/.exec(failure.hint ?? '')?.[1] ?? ''
    expect(mend).toBe(`ssh-keygen -f ${known} -R '[${host.address}]:${host.port}'`)
    expect((await here.run(['sh', '-c', mend])).code).toBe(0)
    expect(await readFile(known, 'utf8')).toBe('')
  })

  test('an unknown key is taken, unless the user wants to be asked for more', async () => {
    const known = ssh.config('empty_hosts')
    const strict = await withConfig('strict', [
      'Host *',
      `UserKnownHostsFile ${known}`,
      'StrictHostKeyChecking yes',
    ])
    expect(strict).toMatchObject({
      kind: 'unreachable',
      what: expect.stringContaining('not in known_hosts'),
    })
    const path = ssh.config('accept')
    await writeFile(path, `Host *\nUserKnownHostsFile ${known}\nInclude ${ssh.lab.sshConfig}\n`)
    expect((await ssh.transport('lab1', { configFile: path }).run(['true'])).code).toBe(0)
    expect(await readFile(known, 'utf8')).not.toBe('')
  })

  test('not let in', async () => {
    const key = await newKey('unknown', '')
    const failure = await deniedWith(key)
    expect(failure).toMatchObject({
      kind: 'unreachable',
      what: expect.stringContaining('accepts none of your keys'),
    })
    expect(failure.why).toMatch(/^\S+: Permission denied \(/)
    expect(failure.hint).toContain('`ssh-copy-id -F ')
  })

  test('a key with a passphrase, and no agent', async () => {
    const key = await newKey('locked', 'secret')
    expect(await deniedWith(key)).toMatchObject({
      hint: expect.stringContaining(
        `Add the key to your ssh-agent: \`ssh-add ${key}\`. Or type the passphrase once: `,
      ),
      what: expect.stringContaining('passphrase'),
    })
  })

  test('a key file that others may read', async () => {
    const key = ssh.config('open')
    // Only a key that the host takes is opened at all.
    await copyFile(ssh.config('key/client'), key)
    await chmod(key, 0o644)
    expect(await deniedWith(key)).toMatchObject({
      hint: `Remove the permissions of others: \`chmod 600 ${key}\`.`,
    })
  })

  async function deniedWith(key: string) {
    const { address, port } = ssh.lab.host('lab1')
    const path = `${key}.config`
    const lines = [
      `HostName ${address}`,
      `Port ${port}`,
      `IdentityFile ${key}`,
      'IdentitiesOnly yes',
      'IdentityAgent none',
    ]
    await writeFile(
      path,
      `Host box\n${lines.join('\n')}\nUserKnownHostsFile ${ssh.config('known_hosts')}\n`,
    )
    return failureOf(ssh.transport('box', { configFile: path }).run(['true']))
  }

  test('an error in the ssh config', async () => {
    const failure = await withConfig('bad', ['Host *', 'NoSuchOption yes'])
    expect(failure).toMatchObject({ kind: 'unreachable', what: 'Your ssh config has an error.' })
    expect(failure.hint).toBe(`Correct line 2 of ${ssh.config('bad')}.`)
  })

  test('no ssh config', async () => {
    const configFile = ssh.config('nowhere')
    const failure = await failureOf(ssh.transport('lab1', { configFile }).run(['true']))
    expect(failure).toMatchObject({
      what: 'The ssh config file cannot be read.',
      hint: expect.stringContaining(configFile),
    })
  })

  test('a jump host that is closed', async () => {
    const failure = await withConfig('jump', [
      'Host jump',
      'HostName 127.0.0.1',
      'Port 1',
      'Host lab1',
      'ProxyJump jump',
      'Host *',
    ])
    expect(failure).toMatchObject({ what: expect.stringContaining('jump host or proxy') })
    expect(failure.hint).toContain(`\`ssh -F ${ssh.config('jump')} jump\``)
  })

  test('a way that goes through a jump host that is open', async () => {
    const path = ssh.config('jumping')
    await writeFile(path, `Host lab1\nProxyJump lab2\nHost *\nInclude ${ssh.lab.sshConfig}\n`)
    const { stdout } = await ssh.transport('lab1', { configFile: path }).run(['echo', 'far'])
    expect(stdout.toString()).toBe('far\n')
  })

  test('a host that takes the connection and drops it is tried again, then told of', async () => {
    let taken = 0
    const server = createServer(socket => {
      taken++
      socket.destroy()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const failure = await failureOf(ssh.transport(`127.0.0.1:${port}`).run(['true']))
    expect(failure).toMatchObject({
      kind: 'unreachable',
      what: expect.stringContaining('closed it'),
    })
    expect(taken).toBeGreaterThan(1)
    server.close()
  })

  test('a host that says nothing at all', async () => {
    const server = createServer(() => {})
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const failure = await failureOf(
      ssh.transport(`127.0.0.1:${port}`, { deadline: 2000 }).run(['true'], { deadline: 20_000 }),
    )
    expect(failure).toMatchObject({ kind: 'unreachable', what: 'The host does not answer.' })
    server.close()
  })

  test('a forced command', async () => {
    const key = await readFile(ssh.config('key/client.pub'), 'utf8')
    await writeFile(ssh.config('key/client.pub'), `command="echo only this" ${key}`)
    const failure = await failureOf(ssh.transport('lab2').run(['true']))
    await writeFile(ssh.config('key/client.pub'), key)
    expect(failure).toMatchObject({
      kind: 'remote',
      why: 'only this',
      hint: expect.stringContaining('ForceCommand'),
    })
  })
})

const trouble = { host: 'box', address: parseAddress('me@box:2222') }

describe('what it said elsewhere', () => {
  test.each([
    ['ssh: connect to host box port 22: Connection timed out', 'does not answer'],
    ['ssh: connect to host box port 22: Operation timed out', 'does not answer'],
    ['Connection timed out during banner exchange', 'does not answer'],
    ['ssh: connect to host box port 22: No route to host', 'no network route to the host'],
    ['ssh: connect to host box port 22: Network is unreachable', 'no network route to the host'],
    [
      'Received disconnect from 10.0.0.7 port 22:2: Too many authentication failures',
      'too many keys',
    ],
    [
      'me@box: Permission denied (publickey,password,keyboard-interactive).',
      'accepts none of your keys',
    ],
    ['@ WARNING: REVOKED HOST KEY DETECTED! @', 'revoked'],
    ['kex_exchange_identification: read: Connection reset by peer', 'closed it'],
    ['ssh_exchange_identification: Connection closed by remote host', 'closed it'],
    ['Connection closed by 10.0.0.7 port 22', 'closed it'],
    ['Command failed with ENOENT: ssh\nspawn ssh ENOENT', 'ssh is not installed on this machine'],
    ['bash: cannot create temp file: No space left on device', 'disk is full'],
    ['~/.ssh/config line 3: Bad number "x".', 'has an error'],
    ['Bad owner or permissions on /home/me/.ssh/config', 'can be changed by others'],
    [
      'Load key "/home/me/k": Permission denied\r\nme@box: Permission denied (publickey).',
      'cannot be read',
    ],
    [
      'sign_and_send_pubkey: signing failed for ED25519-SK "/home/me/k": device not found\r\nme@box: Permission denied (publickey).',
      'waits for a touch',
    ],
    ['Connection to 10.0.0.7 port 22: Invalid key length', 'shorter than your ssh accepts'],
    [
      'unix_listener: cannot bind to path /home/a/.ssh/cm/root@h:22.x1: No such file or directory',
      'directory of the ControlPath',
    ],
    ['unix_listener: path "/x" too long for Unix domain socket', 'path of a socket is too long'],
    ["ControlPath too long ('/a/b' >= 108 bytes)", 'path of a socket is too long'],
    ['something never heard of', 'The ssh login failed'],
    ['', 'The ssh login failed'],
  ])('%s', (stderr, what) => {
    const failure = explainSshError({ ...trouble, stderr: `${stderr}\r\n` })
    expect(failure.what).toContain(what)
    expect(failure.hint).not.toBe('')
    if (stderr) expect(stderr).toContain(failure.why)
  })

  test('an old sshd: the line for the config', () => {
    const stderr =
      'Unable to negotiate with 10.0.0.7 port 22: no matching key exchange method found. Their offer: diffie-hellman-group1-sha1,x\r\n'
    expect(explainSshError({ ...trouble, stderr }).hint).toBe(
      'In ~/.ssh/config, allow the algorithm for Host box: `KexAlgorithms +diffie-hellman-group1-sha1`.',
    )
  })

  test('the last hop closed by the jump host', () => {
    const config = parseSshSettings('proxyjump me@jump:2222,next')
    const stderr =
      'channel 0: open failed: connect failed: Connection refused\r\nstdio forwarding failed\r\n'
    expect(explainSshError({ ...trouble, config, stderr }).hint).toContain(
      '`ssh ssh://me@jump:2222`',
    )
  })

  test('commands that are printed are safe to paste', () => {
    const stderr = "Permissions 0644 for '/home/me/a key; rm -rf ~' are too open."
    expect(explainSshError({ ...trouble, stderr }).hint).toBe(
      "Remove the permissions of others: `chmod 600 '/home/me/a key; rm -rf ~'`.",
    )
  })

  test('what the host prints reaches no terminal as it is', () => {
    expect(explainSshError({ ...trouble, stderr: '\x1b]0;owned\x07bad\x1b[2J\r\n' }).why).toBe(
      ']0;owned bad [2J',
    )
    expect(explainOtherCommand({ ...trouble, stderr: '' }, '\x1b[31mno\n').why).toBe('[31mno')
  })

  test('a crowded sshd is told from a closed proxy', () => {
    expect(isCrowded('kex_exchange_identification: Connection closed by remote host')).toBe(true)
    const proxy =
      'ssh: connect to host jump port 22: Connection refused\nkex_exchange_identification: Connection closed by remote host'
    expect(isCrowded(proxy)).toBe(false)
    expect(isCrowded('Permission denied (publickey).')).toBe(false)
  })
})
