/** One line of the picture: a cost at each size of the fleet. */
export interface Curve {
  readonly title: string
  readonly unit: string
  /** Hosts and cost, by rising number of hosts. */
  readonly points: readonly (readonly [hosts: number, cost: number])[]
}

const PANEL = { width: 250, height: 180, left: 52, top: 34 }
const STEP = PANEL.width + PANEL.left + 18
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 }
  .axis { stroke: #8c959f; fill: none }
  .linear { stroke: #8c959f; fill: none; stroke-dasharray: 4 4 }
  .cost { stroke: #0969da; fill: none; stroke-width: 2 }
  circle { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #d0d7de }
    .cost { stroke: #58a6ff }
    circle { fill: #58a6ff }
  }`

/** A picture with a panel for each curve; dashed beside it, what linear growth from the smallest fleet is. */
export function drawGrowth(curves: readonly Curve[]): string {
  const width = curves.length * STEP + 10
  const height = PANEL.top + PANEL.height + 44
  const panels = curves.map((curve, at) => panel(curve, at * STEP + PANEL.left)).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="cost as the fleet grows">
<style>${STYLE}
</style>
${panels}</svg>
`
}

function panel({ title, unit, points }: Curve, left: number): string {
  const [first = [1, 0] as const] = points
  const linear = points.map(([hosts]) => [hosts, (first[1] / first[0]) * hosts] as const)
  const most = Math.max(...points.map(([hosts]) => hosts))
  const top = niceTop(Math.max(...[...points, ...linear].map(([, cost]) => cost)))
  const x = (hosts: number) => round((hosts / most) * PANEL.width)
  const y = (cost: number) => round(PANEL.height - (cost / top) * PANEL.height)
  const path = (all: Curve['points']) => all.map(([h, c]) => `${x(h)},${y(c)}`).join(' ')
  const ticks = [0, 0.5, 1].map(
    share =>
      `<text x="-6" y="${round(PANEL.height * (1 - share) + 4)}" text-anchor="end">${short(top * share)}</text>\n`,
  )
  const names = points.map(
    ([hosts]) =>
      `<text x="${x(hosts)}" y="${PANEL.height + 18}" text-anchor="middle">${hosts}</text>\n`,
  )
  const dots = points.map(([hosts, cost]) => `<circle cx="${x(hosts)}" cy="${y(cost)}" r="3"/>\n`)
  return `<g transform="translate(${left} ${PANEL.top})">
<text class="title" x="0" y="-14">${escaped(title)}, ${escaped(unit)}</text>
<path class="axis" d="M0 0V${PANEL.height}H${PANEL.width}"/>
${ticks.join('')}${names.join('')}<text x="${PANEL.width / 2}" y="${PANEL.height + 36}" text-anchor="middle">hosts (dashed: linear)</text>
<polyline class="linear" points="${path(linear)}"/>
<polyline class="cost" points="${path(points)}"/>
${dots.join('')}</g>
`
}

/** The next round figure that is not less. */
function niceTop(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 3, 4, 5, 6, 8].find(times => times * power >= value) ?? 10)
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
