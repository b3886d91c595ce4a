/** A benchmark as the server sends it. */
export interface BenchmarkResult {
  readonly id: string
  readonly status: 'running' | 'completed' | 'failed'
  readonly message?: string
  readonly models: Readonly<Record<string, Model>>
}

interface Model {
  readonly suites: Readonly<
    Record<
      string,
      {
        readonly cases: readonly Case[]
        readonly summary: { readonly total: number; readonly passed: number }
      }
    >
  >
}

interface Case {
  readonly caseId: string
  readonly status: 'pass' | 'fail' | 'timeout' | 'error'
  readonly end: string
  readonly detail: string
  readonly host: string
  readonly attempt: number
  readonly wallTimeSec: number
}

const MARKS = { pass: '+', fail: '-', timeout: 't', error: '?' } as const

/**
 * A table with a row per case and a column per model. Each attempt is shown as one of `MARKS` and its duration; its
 * tooltip has the reason.
 */
export function BenchmarkMatrix({ result }: { result: BenchmarkResult }) {
  const models = Object.entries(result.models)
  const names = [
    ...new Set(
      models.flatMap(([, { suites }]) =>
        Object.entries(suites).flatMap(([suite, { cases }]) =>
          cases.map(({ caseId }) => `${suite}/${caseId}`),
        ),
      ),
    ),
  ].toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))
  return (
    <>
      {result.message && <p class="error">{result.message}</p>}
      <p>{result.status}. + passed, - failed, t out of time, ? without a verdict.</p>
      <div style={{ overflowX: 'auto' }}>
        <table>
          <thead>
            <tr>
              <th scope="col">Case</th>
              {models.map(([key, model]) => (
                <th scope="col" key={key}>
                  {key} {passedOf(model)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map(name => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {models.map(([key, model]) => (
                  <td key={key}>
                    {attemptsOf(model, name).map(one => (
                      <div key={one.attempt} title={`${one.end} on ${one.host}: ${one.detail}`}>
                        {MARKS[one.status]} {one.wallTimeSec.toFixed(1)} s
                      </div>
                    ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function passedOf({ suites }: Model): string {
  const all = Object.values(suites).map(({ summary }) => summary)
  const passed = all.reduce((sum, each) => sum + each.passed, 0)
  const total = all.reduce((sum, each) => sum + each.total, 0)
  return `${passed}/${total}`
}

function attemptsOf({ suites }: Model, name: string): readonly Case[] {
  const slash = name.indexOf('/')
  const cases = suites[name.slice(0, slash)]?.cases ?? []
  return cases.filter(({ caseId }) => caseId === name.slice(slash + 1))
}
