import type { ChoiceText as Choice, QuestionKind } from '../../../state/model/agents/agent.ts'
import type { Evidence } from '../evidence.ts'

/** A default value after the letters, such as `[yes]` in `(yes/no) [yes]`. */
const DEFAULT = '(?: ?[[(](?:default[:=]? ?)?[\\w-]{1,12}[\\])])?'
/**
 * Text that may follow a question. It contains none of the characters with which a shell prompt ends, so that a shell
 * prompt is not taken for a question.
 */
const WORDS_BEHIND = '[^$#%>]{0,60}'

/**
 * Letters that may be pressed as an answer, such as `[y/N/q]`. A single word such as `[nobody]` does not match: it is a
 * default value.
 */
const LETTERS =
  '[[(](?:(?=[^\\])]*y)(?=[^\\])]*[,/|])|(?=y[^\\])]*n))(?:[a-z?!](?:[,/|](?=[^\\])])){0,3}){2,14}(?:\\.{3})?[\\])]'

/** Patterns of line ends at which a program waits for a word or key. */
const QUESTIONS: Readonly<Record<string, RegExp>> = {
  'spelled-letters': /[[(]y[\])]es\b.{0,60}[[(]n[\])]o\b.{0,60}[?:\])] ?$/i,
  'yes-or-no': new RegExp(
    `[[(] ?\\[?y(?:es)?\\]? ?[/,|] ?\\[?n(?:o)?\\]?(?: ?[/,|] ?[^)\\]]+)? ?[\\])]${DEFAULT} ?[?:]? ?$`,
    'i',
  ),
  // A yes-or-no question whose choices are not in brackets, such as `Do you agree? Y/n`.
  'bare-yes-or-no': /\? ?y(?:es)?\/n(?:o)?:? ?$/i,
  'y-or-n': /[[(]\[?y\]? or \[?n\]?[\])]\?? ?$/i,
  'type-yes': /\btype ['"“‘]?yes\b.{0,40}: ?$/i,
  'default-yes': /\? [[(](?:y|yes|n|no)[\])]:? ?$/i,
  // A set of letters that includes y: with commas and slashes, such as [y,n,q], or beginning with y, such as [Ynq].
  letters: new RegExp(`${LETTERS}(?:, or [?h] for [\\w ]{1,24})?[?:] ?$`, 'i'),
  'letters-of-a-question': new RegExp(`\\? [^?]{0,120}${LETTERS} ?$`, 'i'),
  'press-for-yes': /\bpress \S{1,12} for yes\b.{0,60}: ?$/i,
  password: /\b(?:password|pass ?phrase|passcode|PIN)\b[^:]{0,80}: ?$/i,
  // sudo and its like in the user's language: `[sudo] Passwort für dev: `.
  'password-for': /^\[sudo\b[^\]]{0,40}\] [^:：]{2,80}[:：] ?$/iu,
  'login-name':
    /(?:\blogin|\busername\b[^:]{0,20}(?:'[^']{0,200}')?|\b(?:verification|security|one-time) code): ?$/i,
  'enter-a-value':
    /^\s*(?:please )?(?:enter|type|choose|select|pick|specify|provide)\b[^$#%>]{0,120}: {1,2}$/i,
  // The prompt of bash's `select`.
  'numbered-select': /^#\? ?$/,
  'press-a-key': new RegExp(
    `\\b(?:press|hit|type) (?:[<[](?:enter|return|ret)[>\\]]|(?:enter|return|any key|space(?:[ -]?bar)?)\\b)(?! to (?:stop|quit|cancel|abort|interrupt|pause|skip)\\b)${WORDS_BEHIND}$`,
    'i',
  ),
  'press-y-or-n': /\bpress \S{0,2}y\S{0,2} to \w[^.]{1,40}\bn\b\S{0,2} to \w/i,
  // Only words that do not occur before a question mark at the end of a line of ordinary output.
  confirm: /\b(?:continue|proceed|overwrite|are you sure)\b[^.?]{0,60}\? ?$/i,
  // The format of prompt libraries, with the answer typed so far: `? Name: › api`.
  'marked-question': /^\? \S.*\S ›(?: .*)?$/u,
}

/**
 * Words that ask for a value if a colon follows, as in `token: `. Other words followed by a colon may be a progress
 * message.
 */
const NAMED =
  'name|token|key|id|code|otp|e-?mail|address|account|host(?:name)?|port|path|file(?:name)?|director(?:y|ies)|folder|url|domain|region|project|title|description|message|subject|reason|answer|value|choice|option|selection|command|date|branch|package|licen[cs]e|user|group'

/** Patterns of line ends that are a question only if the cursor is directly after them. */
const OPEN: Readonly<Record<string, RegExp>> = {
  'open-question': /(?:\S \S.*|^ *\p{L}{3,30})\? $/u,
  // The question of `xargs -p`.
  'asked-dots': /\S \S.*\?\.{3}$/,
  'asked-of-a-name': /\S ['"‘“`][^'"’”`]{1,200}['"’”`]\?$/u,
  'asked-value': /^ *(?:what|which|who|where|how|when)\b[^$#%>]{0,80}: $/i,
  // The keys of a list above, such as `n/s/q> `.
  'slashed-letters': /^ *(?:[a-z]\/){1,14}[a-z]> ?$/i,
  // `What now> `: requires a question word, because other programs have prompts such as `mysql> `.
  'asked-name':
    /^ *(?:what|which|who|where|how|select(?:ion)?|choose|choice|option|pick|your \w+)\b[^$#%>]{0,60}> $/i,
  // Such as `Port [8080]: `, `package name: (api) ` and `token: `, but not progress messages with "...ing".
  'value-with-default':
    /^(?!.*ing\b|In \[\d) *\p{L}[^@:]{0,60}(?:\[[^\]@]{1,40}\]: ?| ?: \([^)]{1,60}\) |\((?:[^()]{0,40}\bdefault\b[^()]{1,40}|[^()/]{1,40})\)(?: or [^:$#%>]{1,40})?: )$/u,
  'named-value': new RegExp(
    `^(?!.*ing\\b) *(?:\\p{L}[^@:$#%>]{0,40}[ _-])?(?:${NAMED})\\b[^@:$#%>]{0,24}: $`,
    'iu',
  ),
  'marked-value': /^[?◆] \S.*: $/u,
  // A question that ends with its default value in brackets, such as `What size? (3072) ` and `[1/8] name (Anna): `.
  'default-behind': /\? {1,2}(?:[[(][^)\]]{1,40}[\])]|\|[^|]{1,40}\|)[:?]? $/,
  // A question that ends with its default value and has no question mark, such as `Do you want to run the tests [n] `.
  'default-of-a-question':
    /^ *(?:do|does|would|should|shall|are|is|can|may|will|what|which|who|where|how|when)\b[^$#%>]{8,160} \[[\w.-]{1,20}\] $/i,
  'counted-value': /^ *\[\d{1,3}\/\d{1,3}\] \S.{0,60}: $/,
  // A value to enter, with the possible values in brackets, such as `Environment (dev, prod): ` and `Size [small/large]
  // (small): `.
  'value-of-several':
    /^(?!.*ing\b) *\p{L}[^@:$#%>]{0,60}[[(][^\])]{1,80}[,/|][^\])\d][^\])]{0,80}[\])](?: [[(][^\])]{1,40}[\])])?: $/u,
  'press-one-of': /\bpress \S{1,12} to \w[^$#%>]{0,80}: $/i,
  // Answers separated by slashes, such as `Yes/No? ` and `Retry/Ignore/Cancel? `.
  'slashed-words': /^ *(?:[\p{L}']{2,20}\/){1,4}[\p{L}']{2,20}\? $/u,
  // Answers whose letters are in brackets, such as `(r)etry or (q)uit? (default: r) ` and `[a]pprove / [d]eny: `.
  'several-letters': /(?:[[(]\p{L}[\])] ?\p{L}{2,}\b.{0,40}){2,8}[?:)\]] $/u,
  'letters-behind-question': /\? .{0,10}(?:[[(]\p{L}[\])] ?\p{L}{2,}\b.{0,30}){2,8} $/u,
  // Two letters at the end of a line, such as `Delete 3 machines [yN] `.
  'two-letters': /\S [[(](?:yn|ny)[\])] $/i,
  // A word to type, such as `Enter 'delete' to confirm > `.
  'typed-word': /^ *(?:please )?(?:enter|type) ['"“‘`][^$#%>]{1,60}> $/i,
  'answer-yes-or-no': /\b['"“‘]?yes['"”’]? or ['"“‘]?no\b['"”’]?[.:?]?'?[:?]? $/i,
}

/**
 * The name of the pattern in `QUESTIONS` or `OPEN` that the end of the line matches; null: the line is not a question.
 * `atCursor`: whether the cursor is directly after the line.
 */
export function endOfQuestion(line: string, atCursor: boolean): string | null {
  const [rule] = Object.entries(QUESTIONS).find(([, pattern]) => pattern.test(line)) ?? []
  if (rule !== undefined) return rule
  if (!atCursor) return null
  return Object.entries(OPEN).find(([, pattern]) => pattern.test(line))?.[0] ?? null
}

/**
 * Whether the last line is a question although the cursor is hidden: it has the format of a prompt library, begins with
 * `press`, or ends with a choice such as `(y/n)`.
 */
export function isAlone(line: string, cursor: Evidence['cursor']): boolean {
  return (
    cursor?.visible === false &&
    /^(?:\? \S.*\S ›| {0,3}press \S)|\? [[(]?y(?:es)?[/|,]n(?:o)?[\])]?:? ?$/iu.test(line)
  )
}

/**
 * A line of a log: a time, followed by the host and program, or by a log level. Such a line is never a question: a
 * program that displays a log prints it, and programs that ask do not write like this.
 */
const LOGGED =
  /^(?:\p{Lu}\p{L}{2} [ \d]\d \d\d:\d\d:\d\d \S+ [^\s[:]+(?:\[\d+\])?: |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S* +\W?(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL)\b)/u
/** A default value in a line of its own, below its question. */
const DEFAULT_ALONE = /^ *\[[^\]]{1,40}\]:$/
/** Minimum width of a line that the terminal may have wrapped. */
const WRAPPED = 40

/**
 * The question at the end of these lines; null: no question. Usually it is the last line. The line above is joined with
 * it if the terminal may have wrapped the question (the line above is as wide as the screen), or if the last line shows
 * only a default value. `isSpaced`: whether spaces follow the last line.
 */
export function questionAtEnd(
  lines: readonly string[],
  isSpaced: boolean,
  atCursor: boolean,
): { readonly rule: string; readonly line: string } | null {
  const [above = '', end = ''] = [lines.at(-2), lines.at(-1)]
  const isFull = above.length >= Math.max(WRAPPED, ...lines.map(({ length }) => length))
  const isWrapped = isFull && end.length < above.length
  const texts = [
    end,
    ...(isWrapped ? [above + end] : []),
    ...(DEFAULT_ALONE.test(end) ? [`${above} ${end.trim()}`] : []),
  ]
  if (LOGGED.test(end)) return null
  for (const text of texts) {
    const line = isSpaced ? `${text} ` : text
    const rule = endOfQuestion(line, atCursor)
    if (rule !== null) return { rule, line }
  }
  return null
}

/** The kind of the question. A question without letters to choose from is answered with text. */
export function lineKind(rule: string, choices: readonly Choice[]): QuestionKind {
  if (/^(?:password|login-name)/.test(rule)) return 'login'
  return choices.length === 0 ? 'text' : 'permission'
}

/** The choices of the question: letters or words that are sent with Enter. */
export function lineChoices(rule: string, line: string): readonly Choice[] {
  if (rule === 'press-a-key')
    return /\bspace/i.test(line) ? [] : [{ key: 'Enter', label: 'Continue' }]
  if (rule === 'spelled-letters') return spelled(line)
  if (rule === 'yes-or-no') return yesOrNo(line)
  if (rule === 'letters' || rule === 'letters-of-a-question') return letters(line)
  if (rule === 'default-yes' || rule === 'y-or-n' || rule === 'bare-yes-or-no')
    return [withEnter('y', 'Yes'), withEnter('n', 'No')]
  if (rule === 'default-behind') return pair(line)
  return []
}

/** The two letters of another language for yes and no, such as `[J/n]`. */
function pair(line: string): Choice[] {
  const [, one, other] = /[[(]([a-z])\/([a-z])[\])][:?]? $/i.exec(line) ?? []
  return one === undefined || other === undefined ? [] : inOneCase([one, other]).map(letter)
}

/**
 * The choice without Enter: a program that hides the cursor reads keys, not lines, and may take the Enter for the answer
 * to its next question.
 */
export function withoutEnter({ key, label }: Choice): Choice {
  return { key, label }
}

function withEnter(key: string, label: string): Choice {
  return { key, label, enter: true }
}

/** Parses choices such as `(Y)es/(N)o/(D)on't ask again [Yes]:`. */
function spelled(line: string): Choice[] {
  const all = [...line.matchAll(/[[(](\p{L})[\])]([\p{L}'’ ]+)/gu)]
  const keys = inOneCase(all.map(([, key = '']) => key))
  return all.map(([, key = '', more = ''], index) =>
    withEnter(keys[index] ?? key, `${key}${more.trimEnd()}`),
  )
}

/**
 * The choices of `(yes/no)` and `[y/n]`. Only single letters become choices: whole words must be typed, since ssh
 * accepts no single letter for `(yes/no)`.
 */
function yesOrNo(line: string): Choice[] {
  const [, inside = ''] = [...line.matchAll(/[[(]([^[(\])]*[/,|][^[(\])]*)[\])]/g)].at(-1) ?? []
  const words = inside.split(/[/,|]/).flatMap(word => word.trim().replace('?', '') || [])
  return words.length > 0 && words.every(word => word.length === 1)
    ? inOneCase(words).map(letter)
    : []
}

function letters(line: string): Choice[] {
  const [, inside = ''] = /[[(]([^[(]*)[\])](?:\?|:)? ?$/.exec(line) ?? []
  const keys = inOneCase([...inside].filter(char => /[a-z]/i.test(char)))
  // If n is not among the letters, y may not mean "yes", so the letters themselves are the labels.
  return keys.map(key => (keys.includes('n') ? letter(key) : withEnter(key, key)))
}

const WORDS: Readonly<Record<string, string>> = { y: 'Yes', n: 'No' }

function letter(char: string): Choice {
  return withEnter(char, WORDS[char] ?? char)
}

/**
 * Converts the keys to lower case, because a capital letter only marks the default. Keeps them if two keys differ only
 * in case.
 */
function inOneCase(keys: readonly string[]): readonly string[] {
  const small = keys.map(key => key.toLowerCase())
  return new Set(small).size === small.length ? small : keys
}
