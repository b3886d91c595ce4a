import { useCallback, useState } from 'preact/hooks'
import type { AskServer } from '../fleet/api.ts'
import { download } from '../fleet/download.ts'
import { useRepeated } from '../fleet/use-repeated.ts'
import { BenchmarkMatrix, type BenchmarkResult } from './benchmark-matrix.tsx'

/** Time between two requests for the list of benchmarks while the page is open, in milliseconds. */
const EVERY = 3000

interface Row {
  readonly id: string
  readonly name: string
  readonly isRunning: boolean
  readonly planned: number
  readonly ended: number
  readonly passed: number
}

/** Starts a benchmark from a file on the server's machine, and shows the benchmark while it runs. */
export function BenchmarkPage({ ask, mayRun }: { ask: AskServer; mayRun: boolean }) {
  const [rows, setRows] = useState<readonly Row[]>([])
  const [open, setOpen] = useState<string | null>(location.hash.slice(2) || null)
  const [result, setResult] = useState<BenchmarkResult | null>(null)
  const [said, setSaid] = useState('')
  const [path, setPath] = useState('')

  const read = useCallback(async () => {
    const listed = await ask<{ benchmarks: readonly Row[] }>('/api/v1/benchmarks')
    if (listed.data) setRows(listed.data.benchmarks)
    else setSaid(listed.message ?? '')
    if (open === null) return
    const { data, message } = await ask<BenchmarkResult>(
      `/api/v1/benchmarks/${encodeURIComponent(open)}`,
    )
    if (data) setResult(data)
    else setSaid(message ?? '')
  }, [ask, open])
  useRepeated(read, EVERY)

  async function start(event: Event): Promise<void> {
    event.preventDefault()
    setSaid('Planning the benchmark.')
    const body = { configPath: path }
    const told = await ask<{ id: string }>('/api/v1/benchmarks/run', { method: 'POST', body })
    setSaid(told.message ?? '')
    if (told.data) setOpen(told.data.id)
  }

  async function stop(name: string): Promise<void> {
    if (!confirm(`Stop the benchmark ${name}? Unfinished attempts are cancelled.`)) return
    const { message } = await ask(`/api/v1/benchmarks/${open}/stop`, { method: 'POST' })
    setSaid(message ?? '')
  }

  return (
    <>
      <h2>Benchmarks</h2>
      {mayRun && (
        <form class="line" onSubmit={start}>
          <input
            aria-label="Path of the YAML file on the server's machine"
            placeholder="/home/user/evals/my-benchmark.yaml"
            value={path}
            onInput={event => setPath(event.currentTarget.value)}
          />
          <button type="submit" disabled={path === ''}>
            Run
          </button>
        </form>
      )}
      <p role="status">{said}</p>
      {rows.length === 0 && <p class="empty">No benchmarks yet.</p>}
      <ul class="hosts">
        {rows.map(row => (
          <li key={row.id} class="card entry">
            <button
              type="button"
              aria-expanded={open === row.id}
              onClick={() => {
                setResult(null)
                setOpen(open === row.id ? null : row.id)
              }}
            >
              {row.name}
            </button>
            <span>
              {row.isRunning ? 'running' : row.ended === row.planned ? 'ended' : 'left'},{' '}
              {row.ended} of {row.planned} attempts, {row.passed} passed
            </span>
            {open === row.id && result?.id === row.id && (
              <>
                <BenchmarkMatrix result={result} />
                <button type="button" onClick={() => download(`${result.id}.json`, result)}>
                  Download as JSON
                </button>
                {row.isRunning && mayRun && (
                  <button type="button" onClick={() => stop(row.name)}>
                    Stop
                  </button>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
