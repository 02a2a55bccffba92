import { JOB_STATES, type JobState, type JobSummary, listJobs } from '@ccsp/fleet'
import { type Context, note, print } from '../context.ts'
import { jobStateOf } from '../show/job-state.ts'
import { toJson } from '../show/json.ts'
import { toShortLine } from '../show/plain-text.ts'
import { showDuration } from '../show/quantities.ts'
import { renderTable } from '../show/table.ts'
import { readChoice, readInteger } from '../usage.ts'
import { type Fleet, withFleet } from '../with-fleet.ts'

export interface ListInput {
  readonly state?: string
  readonly limit?: string
  readonly json?: boolean
}

const COMMAND = 'queue list'
const DEFAULT_LIMIT = 20
const MAX_LIMIT = 10_000
/** What people look for first comes first. */
const ALL_STATES: readonly JobState[] = ['active', 'waiting', 'delayed', 'failed', 'completed']
const MAX_CELL_LENGTH = 40

/** Prints jobs without their prompts. */
export async function listQueue(context: Context, input: ListInput): Promise<number> {
  const state = readChoice(context, { command: COMMAND, option: '--state', value: input.state }, JOB_STATES)
  const given = { command: COMMAND, option: '--limit', value: input.limit }
  const limit = readInteger(context, given, { min: 1, max: MAX_LIMIT }) ?? DEFAULT_LIMIT
  const states = state === undefined ? ALL_STATES : [state]
  const found = await withFleet(context, (fleet) => readJobs(fleet, states, limit + 1))
  const jobs = found.slice(0, limit)
  if (input.json) print(context, toJson(jobs))
  else print(context, jobs.length === 0 ? context.t('jobs.none') : jobTable(context, jobs))
  if (found.length > limit) note(context, context.t('note.more', { limit }))
  return 0
}

async function readJobs({ queue }: Fleet, states: readonly JobState[], limit: number): Promise<JobSummary[]> {
  const jobs: JobSummary[] = []
  for (const state of states) {
    if (jobs.length >= limit) break
    jobs.push(...(await listJobs(queue, state, limit - jobs.length)))
  }
  return jobs
}

function jobTable({ t }: Context, jobs: readonly JobSummary[]): string {
  const nowMs = Date.now()
  const header = ['job', 'state', 'priority', 'age', 'from', 'request', 'outcome'] as const
  const rows = jobs.map((job) => [
    toShortLine(job.jobId, MAX_CELL_LENGTH),
    jobStateOf(t, job.state),
    job.priority,
    showDuration(Math.max(0, nowMs - Date.parse(job.receivedAt))),
    toShortLine(job.fromAgent, MAX_CELL_LENGTH),
    toShortLine(job.requestId, MAX_CELL_LENGTH),
    job.outcome === null ? '-' : toShortLine(job.outcome, MAX_CELL_LENGTH),
  ])
  return renderTable([header.map((name) => t(`column.${name}`)), ...rows])
}
