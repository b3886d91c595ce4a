import type { Result } from './result.ts'
import { cellsOf } from './table.ts'

const BEGIN = '<!-- npm run bench -- --markdown writes from here -->'
const END = '<!-- to here -->'

/** The page with the table of this result between its two marks. Throws where the page lacks them. */
export function refresh(page: string, result: Result): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`the page has no ${BEGIN} … ${END}`)
  return `${page.slice(0, begin)}${BEGIN}\n${tableOf(result)}${page.slice(end)}`
}

function tableOf(result: Result): string {
  const groups = result.groups.map(({ name, load, rows }) => {
    const lines = rows.flatMap(row => {
      const [what = '', ours = '', other = '', figure = '', ...rest] = cellsOf(row)
      const beside = 'why' in row ? row.why : `${other} ${figure}`.trim()
      return line([what, ours, beside, ...rest])
    })
    const head = [`**${name}** (load ${load.begin} to ${load.end})`, '', '', '', '', '']
    return [line(head), ...lines].join('')
  })
  const heads = line(['what', 'fleetmux', 'the other', 'ratio', 'goal', ''])
  return `${machineOf(result)}\n${heads}${line(['---', '--:', '---', '--:', '--:', '---'])}${groups.join('')}`
}

function machineOf({ date, machine, hosts, seconds }: Result): string {
  const { cpu, cores, memory, kernel, tmux, ssh, node } = machine
  return `${date}. ${cpu}, ${cores} cores, ${memory} MB, Linux ${kernel}; tmux ${tmux}, ${ssh}, Node ${node}. \
Hosts: ${hosts}. The whole run took ${Math.round(seconds)} s.\n`
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |\n`
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<=', '≤').replaceAll('>=', '≥')
}
