import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sshConfigNames } from '../../../src/backend/config/ssh-config-names.ts'
import { importSsh } from '../../../src/backend/hosts/import-hosts.ts'
import { includesOf } from '../../../src/backend/ssh/ssh-config-files.ts'

describe('hosts of an ssh_config', () => {
  let dir = ''
  const path = (name: string) => join(dir, name)

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'fmi-'))
    mkdirSync(path('more'))
    writeFileSync(path('more/a.conf'), 'Host from-include\n  User x\n')
    writeFileSync(
      path('config'),
      [
        `Include ${path('more/*.conf')}`,
        'Host gpu1 gpu2 "quoted" # a comment',
        '  HostName gpu.example.com',
        'host=equals',
        'Host *.lan !bad bast?on',
        'Match host gpu1',
        'Host gpu1',
        'Host *',
        `  Include ${path('nowhere')}`,
      ].join('\n'),
    )
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  test('are its names: includes followed, patterns left out', () => {
    expect(sshConfigNames(path('config'))).toEqual([
      'from-include',
      'gpu1',
      'gpu2',
      'quoted',
      'equals',
    ])
    expect(sshConfigNames(path('nowhere'))).toEqual([])
  })

  test('may be in single quotes, and spaces in the names of files escaped', () => {
    writeFileSync(path('with space'), 'Host \'single\' dou"b"le\r\n')
    writeFileSync(path('other one'), 'Host other\n')
    const escaped = path('other one').replace(' ', '\\ ')
    const text = `Include '${path('with space')}' ${escaped} # not this\nHost 'gpu3'#part\n`
    writeFileSync(path('config'), text)
    expect(sshConfigNames(path('config'))).toEqual(['single', 'double', 'other', 'gpu3#part'])
    expect(includesOf(text)).toEqual([path('with space'), path('other one')])
  })

  test('an include that includes itself ends', () => {
    writeFileSync(path('more/a.conf'), `Include ${path('more/a.conf')}\nHost once\n`)
    expect(sshConfigNames(path('config'))).toContain('once')
  })

  test('are written into the configuration by name, beside what stands there', async () => {
    writeFileSync(
      path('config.json'),
      JSON.stringify({ mouse: false, hosts: [{ name: 'gpu2', address: 'mine' }] }),
    )
    const event = await importSsh(['gpu1', 'gpu2'], path('config'), path('config.json'))
    expect(event).toMatchObject({ type: 'did', text: expect.stringContaining('Added gpu1') })
    expect(JSON.parse(readFileSync(path('config.json'), 'utf8'))).toEqual({
      mouse: false,
      hosts: [{ name: 'gpu2', address: 'mine' }, { name: 'gpu1' }],
    })
  })

  test('a name that is not there is refused, and nothing is written', async () => {
    await expect(importSsh(['gpu1', 'nope'], path('config'), path('config.json'))).rejects.toThrow(
      /contains no host nope.*Its hosts are from-include/,
    )
    expect(() => readFileSync(path('config.json'))).toThrow('ENOENT')
  })
})
