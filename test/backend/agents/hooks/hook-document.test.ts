import { describe, expect, test } from 'vitest'
import {
  addHooks,
  countHooks,
  hookDocument,
  removeHooks,
} from '../../../../src/backend/agents/hooks/hook-document.ts'
import { HOOK_FILES } from '../../../../src/backend/agents/hooks/hook-events.ts'

const { hooks } = HOOK_FILES.claude
const OWN = `{
    "model": "opus",
    "hooks": {
        "Stop": [{ "hooks": [{ "type": "command", "command": "say done" }] }],
        "PreCompact": []
    },
    "permissions": { "allow": ["Bash(ls)"] }
}
`

describe('hooks of ours in a document of a person', () => {
  test.each([
    ['', '{}\n'],
    ['{}\n', '{}\n'],
    [OWN, OWN],
  ])('come and go: %j', (before, after) => {
    const added = addHooks(before, hooks)
    expect(countHooks(added, hooks)).toBe(hooks.length)
    expect(addHooks(added, hooks)).toBe(added)
    expect(JSON.parse(removeHooks(added))).toEqual(JSON.parse(after))
  })

  test('what was there stays, and is run as before', () => {
    const document = JSON.parse(addHooks(OWN, hooks))
    expect(document.model).toBe('opus')
    expect(document.hooks.Stop[0]).toEqual({ hooks: [{ type: 'command', command: 'say done' }] })
    expect(document.hooks.Stop).toHaveLength(2)
    expect(removeHooks(addHooks(OWN, hooks))).toContain('"permissions": { "allow": ["Bash(ls)"] }')
  })

  test('older lines of ours are replaced', () => {
    const [first, ...rest] = hooks
    if (!first) throw new Error('no hooks')
    const older = addHooks(OWN, [{ ...first, command: 'old # fleetmux hook' }, ...rest])
    const now = addHooks(older, hooks)
    expect(countHooks(now, hooks)).toBe(hooks.length)
    expect(now).not.toContain('old #')
  })

  test('a group to which a person has added a command is theirs', () => {
    const command = hooks[0]?.command ?? ''
    const mixed = JSON.stringify({
      hooks: { Stop: [{ hooks: [{ command }, { command: 'mine' }] }] },
    })
    expect(removeHooks(mixed)).toBe(mixed)
  })

  test.each([
    ['comments', '{\n  // mine\n  "a": 1\n}'],
    ['no object', '[]'],
    ['no JSON', 'model = 1'],
    ['an event that is no list', '{"hooks": {"Stop": {}}}'],
  ])('%s: refused, and nothing is guessed', (_, text) => {
    expect(() => addHooks(text, hooks)).toThrow()
  })

  test('printed, they are a document that reads as installed', () => {
    expect(countHooks(hookDocument(hooks), hooks)).toBe(hooks.length)
  })
})
