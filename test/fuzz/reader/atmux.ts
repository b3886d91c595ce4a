import { atmuxHosts } from '../../../src/backend/config/atmux-config.ts'
import { hold, orFailure, same } from '../finding.ts'
import { generate, many, maybe, number, word } from '../generate.ts'
import type { Reader } from '../reader.ts'

export const atmux: Reader = {
  name: 'atmux configuration',
  holds:
    'each host has a name that can be one, and comes from a line; else the failure names the line',
  make: random =>
    generate(random, {
      whole: each =>
        many(each, 4, () =>
          [
            `remote_host: ${maybe(each, each.pick(['u@h', '::1', '[::1]', word(each)]))}\n`,
            each.pick(['', `remote_alias:${maybe(each, word(each))}\n`]),
            each.pick(['', `remote_port :${number(each)}\n`]),
            each.pick(['', 'remote_attach: MOSH\n', '# x: y\n']),
          ].join(''),
        ).join(''),
      atoms: ['remote_host:', 'remote_alias:', 'constructor: x\n', '__proto__: x\n', ':', '\n'],
    }),
  check(input) {
    const files = [
      { path: 'global', text: input },
      { path: 'local', text: input },
    ]
    const hosts = orFailure(() => atmuxHosts(files))
    if (!hosts) return
    for (const { name, address } of hosts) {
      hold(name !== '' && !name.includes('/') && input.includes(name), `a host ${name}`)
      hold(address !== undefined, 'a host without an address')
    }
    const [one] = files
    same(hosts.length, orFailure(() => atmuxHosts(one ? [one] : []))?.length, 'hosts of one file')
  },
  worst: [
    size => `a${' '.repeat(size)}b`,
    size => `a${' '.repeat(size)}:b`,
    size => ':'.repeat(size),
    size => '\n'.repeat(size),
    size => `remote_host:${':'.repeat(size)}`,
    size => `remote_host:a\nremote_port:${'1'.repeat(size)}`,
    size => Array.from({ length: size / 18 }, (_, at) => `remote_host: ${at}\n`).join(''),
  ],
}
