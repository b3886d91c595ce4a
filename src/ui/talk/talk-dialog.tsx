import { WORDS } from '../../state/group-talk/prompts.ts'
import { durationText } from '../../state/text/age.ts'
import { cut, fit } from '../../state/text/text.ts'
import { wrap } from '../../state/text/wrap.ts'
import { promptOf } from '../command-line/prompt-dialog.ts'
import type { TalkView } from '../model/talk-view.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { closeDialog, type Dialog } from '../view/dialog.ts'
import { inside, screenArea } from '../view/layout.ts'

/** Minimum width of an answer's column, in cells. If columns would be narrower, answers are below each other. */
const NARROWEST = 30

const whole = (state: UiState): UiState => state

/** A question to several agents, and their answers side by side as they arrive. */
function TalkAnswers() {
  const theme = useTheme()
  const { view } = useSelect(whole)
  if (!view.talk) return null
  const area = screenArea(view)
  const { width, height } = inside(area)
  const { members, answers, question } = view.talk
  const lines = talkLines(view.talk, width)
  const shown = lines.slice(view.scroll, view.scroll + height)
  return (
    <Overlay
      area={area}
      title={cut(question, Math.max(10, width - 24))}
      note={`${answers.length} of ${members.length} answered`}
    >
      {shown.map((line, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          key={view.scroll + index}
          spans={[{ text: ` ${line}`, ...(view.scroll + index === 0 && { look: theme.strong }) }]}
        />
      ))}
    </Overlay>
  )
}

/** The rows of all answers, in columns where there is room for them. */
export function talkLines(talk: TalkView, width: number): readonly string[] {
  const columns = Math.max(1, Math.min(talk.members.length, Math.floor(width / NARROWEST)))
  const each = Math.floor((width - 1) / columns)
  const texts = talk.members.map(member => memberLines(talk, member.name, each - 2))
  const lines: string[] = []
  for (let at = 0; at < texts.length; at += columns) {
    const row = texts.slice(at, at + columns)
    const height = Math.max(...row.map(({ length }) => length))
    for (let line = 0; line < height; line++)
      lines.push(
        row
          .map(text => fit(text[line] ?? '', each))
          .join('')
          .trimEnd(),
      )
    lines.push('')
  }
  return lines
}

function memberLines(
  { members, answers }: TalkView,
  name: string,
  width: number,
): readonly string[] {
  const member = members.find(each => each.name === name)
  const answer = answers.find(each => each.name === name)
  const place = `${member?.host}/${member?.session}`
  if (!answer) return [cut(place, width), cut('is being asked…', width)]
  const took = durationText(answer.milliseconds)
  const how = answer.state === 'answered' ? took : `${WORDS[answer.state]}, ${took}`
  return [
    cut(`${place} (${how})`, width),
    ...answer.text.split('\n').flatMap(line => wrap(line, width)),
  ]
}

export const askAgentsDialog: Dialog = { ...promptOf('ask-agents'), back: closeDialog }

export const talkDialog: Dialog = {
  mode: 'talk',
  rows: state =>
    state.view.talk ? talkLines(state.view.talk, inside(screenArea(state.view)).width).length : 0,
  draw: () => <TalkAnswers />,
}
