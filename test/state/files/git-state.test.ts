import { expect, test } from 'vitest'
import { gitStates, readGitState } from '../../../src/state/files/git-state.ts'

test('a directory has the most important state of what is in it', () => {
  const status = [
    ' M src/a',
    '?? src/sub/new',
    'UU src/sub/both',
    'R  src/to',
    'src/from',
    '?? other',
    '',
  ].join('\0')
  expect(Object.fromEntries(gitStates(readGitState('src/', status)))).toEqual({
    ...{ a: ' M', sub: 'UU', to: 'R ' },
  })
})
