import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Lab, startLab } from '../../../lab/sshd.ts'
import { type App, openApp } from '../../app.ts'

let app: App
let lab: Lab
let home: string
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: 1 })])
  home = lab.host('lab1').home
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'lab1' }] })
})
afterAll(async () => {
  await app.close()
  await lab.close()
})
beforeEach(async () => {
  for (const name of await readdir(home)) await rm(join(home, name), { recursive: true })
})

const mcp = (...words: readonly string[]) => app.run(['mcp', ...words])
const install = (agent: string, ...words: readonly string[]) =>
  app.run(['mcp', 'install', agent, 'files', '--on', 'lab1', ...words], {
    env: { ...app.environment, MY_TOKEN: 's3cret' },
  })
const read = async (path: string) => JSON.parse(await readFile(join(home, path), 'utf8'))

async function put(path: string, text: string, mode = 0o600): Promise<void> {
  await mkdir(join(home, path, '..'), { recursive: true })
  await writeFile(join(home, path), text)
  await chmod(join(home, path), mode)
}

test.each([
  [
    'gemini',
    '.gemini/settings.json',
    'mcpServers',
    { command: 'npx', args: ['-y', "it's $(id)"], env: { A: 'b=c', MY_TOKEN: 's3cret' } },
  ],
  [
    'opencode',
    '.config/opencode/opencode.json',
    'mcp',
    {
      type: 'local',
      command: ['npx', '-y', "it's $(id)"],
      environment: { A: 'b=c', MY_TOKEN: 's3cret' },
    },
  ],
  [
    'copilot',
    '.copilot/mcp-config.json',
    'mcpServers',
    {
      type: 'local',
      command: 'npx',
      args: ['-y', "it's $(id)"],
      env: { A: 'b=c', MY_TOKEN: 's3cret' },
      tools: ['*'],
    },
  ],
])(
  '%s knows a server, is listed without its secrets, and forgets it',
  async (agent, path, key, value) => {
    await put(path, '{\n  "mine": {"a": [1, 2]}\n}\n', 0o644)
    const command = ['--', 'npx', '-y', "it's $(id)"]
    const added = await install(agent, '--env', 'A=b=c', '--env-from', 'MY_TOKEN', ...command)
    expect([added.code, added.out]).toEqual([
      0,
      `lab1\t${agent}\tfiles\tadded\t${join(home, path)}\n`,
    ])
    expect(await read(path)).toEqual({ mine: { a: [1, 2] }, [key]: { files: value } })
    expect(await readFile(join(home, path), 'utf8')).toContain('"mine": {"a": [1, 2]}')
    // It has a secret now.
    expect((await stat(join(home, path))).mode & 0o777).toBe(0o600)
    const listed = await mcp('list', agent, '--on', 'lab1')
    expect(listed.out).toBe("lab1\tfiles\tcommand\tnpx -y it's $(id)\tA=*** MY_TOKEN=***\n")
    expect((await install(agent, '--', 'other')).out).toContain('\treplaced\t')
    expect((await mcp('remove', agent, 'files', '--on', 'lab1')).code).toBe(0)
    expect((await read(path)).mine).toEqual({ a: [1, 2] })
    const again = await mcp('remove', agent, 'files', '--on', 'lab1')
    expect([again.code, again.out]).toEqual([4, expect.stringContaining('\tnot configured\t')])
  },
)

test('a file that is not there is made, for its owner alone; an address has no command', async () => {
  await install('amp', '--url', 'https://user:pw@x.example/mcp?key=abc')
  const path = join(home, '.config/amp/settings.json')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await read('.config/amp/settings.json')).toEqual({
    'amp.mcpServers': { files: { url: 'https://user:pw@x.example/mcp?key=abc' } },
  })
  const { out } = await mcp('list', 'amp', '--on', 'lab1', '--json')
  expect(JSON.parse(out).hosts[0].servers[0]).toMatchObject({
    kind: 'url',
    target: 'https://***@x.example/mcp?key=***',
  })
})

test('a file that cannot be read is told by its path', async () => {
  const path = join(home, '.gemini/settings.json')
  await mkdir(path, { recursive: true })
  const { code, err } = await install('gemini', '--', 'npx')
  expect(code).not.toBe(0)
  expect(err).toContain(
    `lab1: ${path} cannot be read; nothing was changed. (${path} is no plain file) `,
  )
})

test('comments are read, never destroyed: what has them is left as it is', async () => {
  const text =
    '{\n  // mine\n  "mcpServers": {"old": {"command": "x", "args": ["--token", "abc"]},},\n}\n'
  await put('.gemini/settings.json', text)
  const { code, err } = await install('gemini', '--', 'y')
  expect([code, err]).toEqual([1, expect.stringMatching(/was not changed.*comments.*by hand/)])
  expect(await readFile(join(home, '.gemini/settings.json'), 'utf8')).toBe(text)
  expect((await mcp('list', 'gemini', '--on', 'lab1')).out).toBe(
    'lab1\told\tcommand\tx --token ***\t\n',
  )
})

test.each([
  ['.gemini/settings.json', 'gemini', '{"mcpServers": '],
  ['.gemini/settings.json', 'gemini', '{"mcpServers": []}'],
  ['.gemini/settings.json', 'gemini', '[]'],
  ['.codex/config.toml', 'codex', 'mcp_servers.a.command = "x"\n'],
])('%s that does not fit is left as it is', async (path, agent, text) => {
  await put(path, text)
  expect(await install(agent, '--', 'y')).toMatchObject({
    code: 1,
    err: expect.stringContaining(`${join(home, path)} was not changed`),
  })
  expect(await readFile(join(home, path), 'utf8')).toBe(text)
})

test('codex: the file behind a link is edited, and stays a link’s', async () => {
  await put('dotfiles/config.toml', 'model = "gpt-5"\n', 0o640)
  await mkdir(join(home, '.codex'))
  await symlink('../dotfiles/config.toml', join(home, '.codex/config.toml'))
  await install('codex', '--', 'npx', '-y')
  expect(await readFile(join(home, 'dotfiles/config.toml'), 'utf8')).toBe(
    'model = "gpt-5"\n\n[mcp_servers.files]\ncommand = "npx"\nargs = ["-y"]\n',
  )
  expect((await stat(join(home, 'dotfiles/config.toml'))).mode & 0o777).toBe(0o640)
  expect((await mcp('list', 'codex', '--on', 'lab1')).out).toBe('lab1\tfiles\tcommand\tnpx -y\t\n')
  await mcp('remove', 'codex', 'files', '--on', 'lab1')
  expect(await readFile(join(home, 'dotfiles/config.toml'), 'utf8')).toMatch(
    /^model = "gpt-5"\n\s*$/,
  )
})

test('claude is asked by its own command, with the secret on stdin alone', async () => {
  await put(
    '.local/bin/claude',
    '#!/bin/sh\necho "$*" >>"$HOME/calls"\n[ "$2" != add-json ] || cat >"$HOME/stdin"\n',
    0o755,
  )
  const { code } = await install('claude', '--env-from', 'MY_TOKEN', '--', 'npx')
  expect(code).toBe(0)
  expect(await readFile(join(home, 'calls'), 'utf8')).toBe('mcp add-json -s user files -\n')
  expect(await read('stdin')).toEqual({
    type: 'stdio',
    command: 'npx',
    args: [],
    env: { MY_TOKEN: 's3cret' },
  })
  await put('.claude.json', '{"mcpServers": {"files": {"command": "x"}}}')
  await install('claude', '--', 'other')
  expect((await readFile(join(home, 'calls'), 'utf8')).split('\n').slice(1, 3)).toEqual([
    'mcp remove -s user files',
    'mcp add-json -s user files -',
  ])
})

test.each([
  [['install', 'gemny', 'a', '--', 'b'], 'Did you mean gemini?'],
  [['install', 'gemini', 'a b', '--', 'b'], 'not a valid server name'],
  [['install', 'gemini', 'a'], 'either a command or a URL'],
  [['install', 'gemini', 'a', '--url', 'http://x', '--', 'b'], 'either a command or a URL'],
  [['install', 'gemini', 'a', '--url', 'file:///x'], 'not a valid URL'],
  [['install', 'gemini', 'a', '--env', 'NOVALUE', '--', 'b'], 'not of the form NAME=VALUE'],
  [
    ['install', 'gemini', 'a', '--env-from', 'NOT_SET_HERE', '--', 'b'],
    'not set in your environment',
  ],
  [['install', 'gemini', 'a', '--role', 'admin', '--', 'b'], 'takes no --role'],
  [['list'], 'mcp list needs AGENT'],
  [['lst', 'gemini'], 'mcp: unknown sub-command "lst". Did you mean list?'],
  [['--url', 'http://x'], 'mcp takes no --url'],
])('mcp %j is a usage error', async (words, said) => {
  const { code, err } = await mcp(...words)
  expect([code, err]).toEqual([2, expect.stringContaining(said)])
})
