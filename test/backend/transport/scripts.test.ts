import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hostScript } from '../../../src/backend/host-script/script.ts'

/** Numbers: of processes, exit codes and counts. */
const NUMBERS = /\$(?:[!?$#]|[pqkc]\b|mark\b)/g

/**
 * What `echo` does with a backslash differs from shell to shell (dash reads `\\n` and `\\c`), and a text may begin
 * with `-n`: whatever is not ours goes through `printf '%s\\n'`.
 */
test('no shell script echoes what somebody else has written', () => {
  const found = globSync('src/**/*.{ts,tsx}').flatMap(file =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const words = line.replace(/^\s*(\/\/|\*|\/\*).*/, '').match(/\becho [^;|})>\n]*/g) ?? []
        const isVaried = words.some(text => text.replace(NUMBERS, '').includes('$'))
        return isVaried ? [`${file}:${index + 1}: ${line.trim()}`] : []
      }),
  )
  expect(found).toEqual([])
})

test('the script of a channel defines no function twice: the second would take the place of the first', () => {
  const names = [...String(hostScript).matchAll(/([a-z_]\w*)\(\) *\{/g)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(30)
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
})
