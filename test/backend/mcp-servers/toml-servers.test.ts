import { expect, test } from 'vitest'
import { NotEditable } from '../../../src/backend/mcp-servers/json-servers.ts'
import { editTomlServers, readTomlServers } from '../../../src/backend/mcp-servers/toml-servers.ts'

const CONFIG = `# mine
model = "gpt-5" # the good one
note = """
[mcp_servers.not_one]
"""

# files
[mcp_servers.files]
command = "npx"
args = [
  "-y", # quietly
  'C:\\files',
]

[mcp_servers.files.env]
TOKEN = "a\\"b"

# trusted
[projects."/work/app"]
trust_level = "trusted"
`

test('the tables of servers are read, and texts of several lines are none', () => {
  expect(readTomlServers(CONFIG)).toEqual({
    files: { command: 'npx', args: ['-y', 'C:\\files'], env: { TOKEN: 'a"b' } },
  })
})

test('a server is added at the end, and all else stays as it was', () => {
  const server = { command: 'c"d', args: ['x y'], env: { 'A-B': 'v' } }
  const edited = editTomlServers(CONFIG, 'new', server)
  expect(edited).toBe(
    `${CONFIG}\n[mcp_servers.new]\ncommand = "c\\"d"\nargs = ["x y"]\n\n[mcp_servers.new.env]\nA-B = "v"\n`,
  )
  expect(editTomlServers('', 'a', { url: 'http://x' })).toBe('[mcp_servers.a]\nurl = "http://x"\n')
})

test('a server is taken out with its tables, and comments of others stay', () => {
  const edited = editTomlServers(CONFIG, 'files', null)
  expect(edited).not.toMatch(/files|TOKEN/)
  expect(edited).toContain('# trusted\n[projects."/work/app"]\ntrust_level = "trusted"\n')
  expect(edited).toContain('[mcp_servers.not_one]\n"""')
})

test.each([
  'mcp_servers = { a = { command = "x" } }\n',
  'mcp_servers.a.command = "x"\n',
  '[mcp_servers]\na = { command = "x" }\n',
  'note = """\nnever ends\n',
])('%j is refused', text => {
  expect(() => editTomlServers(text, 'a', { command: 'y' })).toThrow(NotEditable)
})
