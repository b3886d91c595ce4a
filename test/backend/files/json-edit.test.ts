import { expect, test } from 'vitest'
import { editJson } from '../../../src/backend/files/json-edit.ts'

const TEXT = `{
    "theme": "dark",  "odd": [1,2,  { "deep\\"er": "}]," }],
    "hosts": [
        { "name": "a", "tags": ["x"] },
        { "name": "b" }
    ],
    "empty": {}
}
`

test.each([
  [['theme'], 'light', '"theme": "light",  "odd": [1,2,'],
  [['odd', 2, 'deep"er'], 7, '{ "deep\\"er": 7 }'],
  [['hosts', 1, 'address'], 'c', '{ "name": "b",\n            "address": "c" }'],
  [
    ['hosts', 2],
    { name: 'c' },
    '{ "name": "b" },\n        {\n            "name": "c"\n        }\n    ],',
  ],
  [['empty', 'x'], 1, '"empty": {\n        "x": 1\n    }'],
  [['hosts', 0, 'tags'], undefined, '{ "name": "a" },'],
  [['hosts', 0], undefined, '"hosts": [\n        { "name": "b" }\n    ]'],
  [['odd'], undefined, '"theme": "dark",\n    "hosts"'],
  [['made', 0], 'x', '"empty": {},\n    "made": [\n        "x"\n    ]\n}'],
] as const)('%j becomes %j, and all else stays as it was written', (path, value, part) => {
  const edited = editJson(TEXT, path, value)
  expect(edited).toContain(part)
  const expected = JSON.parse(TEXT)
  set(expected, path, value)
  expect(JSON.parse(edited)).toEqual(expected)
})

test('the last one goes', () => {
  expect(editJson('{"a": [ {"b": 1} ]}', ['a', 0], undefined)).toBe('{"a": []}')
  expect(editJson('{}', ['a', 'b'], 1)).toBe('{\n  "a": {\n    "b": 1\n  }\n}')
  expect(editJson('{"a": 1}', ['nothing'], undefined)).toBe('{"a": 1}')
})

function set(
  holder: Record<string | number, unknown>,
  path: readonly (string | number)[],
  value: unknown,
) {
  const [key = '', ...rest] = path
  if (rest.length > 0) {
    holder[key] ??= []
    set(holder[key] as Record<string, unknown>, rest, value)
  } else if (value !== undefined) holder[key] = value
  else if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}
