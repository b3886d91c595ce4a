import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

/** Lines of one file, and files of one folder, beyond which a reader loses the way: cut them by noun. */
const LINES = 250
const FILES = 25

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(file =>
  /\.tsx?$/.test(file),
)

test('no file is too long to be read at once', () => {
  const long = files.filter(file => lines(file) > LINES)
  expect(long).toEqual([])
})

test('no folder has so many files that its names are searched instead of seen', () => {
  const rooms = Map.groupBy(files, dirname)
  const full = [...rooms].filter(([, members]) => members.length > FILES)
  expect(full.map(([room, members]) => `${room}: ${members.length}`)).toEqual([])
})

const lines = (file: string) => readFileSync(join('src', file), 'utf8').split('\n').length - 1
