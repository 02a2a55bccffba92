import { type JobDetails, showJob } from '@ccsp/fleet'
import { createRedactor } from '@ccsp/foundation'
import { type Context, print } from '../context.ts'
import { renderFacts } from '../show/facts.ts'
import { jobStateOf } from '../show/job-state.ts'
import { toJson } from '../show/json.ts'
import { toLine, toLines } from '../show/plain-text.ts'
import { showTime } from '../show/quantities.ts'
import { withFleet } from '../with-fleet.ts'

export interface ShowInput {
  readonly prompt?: boolean
  readonly json?: boolean
}

/** Prints one job; its prompt only when asked for. @throws CcspError CCSP_JOB_NOT_FOUND and those of `withFleet` */
export async function showQueuedJob(context: Context, jobId: string, input: ShowInput): Promise<number> {
  const job = await withFleet(context, ({ queue }) => showJob(queue, jobId))
  const { prompt, ...rest } = job
  const shown = createRedactor(context.secrets).value(rest) as Omit<JobDetails, 'prompt'>
  if (input.json) print(context, toJson(input.prompt ? { ...shown, prompt } : shown))
  else print(context, [jobFacts(context, shown), ...(input.prompt ? [promptPart(context, prompt)] : [])].join('\n'))
  return 0
}

function jobFacts({ t }: Context, job: Omit<JobDetails, 'prompt'>): string {
  const run = runOf(job.progress)
  return renderFacts([
    [t('job.id'), toLine(job.jobId)],
    [t('job.state'), jobStateOf(t, job.state)],
    [t('job.outcome'), lineOrNull(job.outcome)],
    [t('job.priority'), job.priority],
    [t('job.from'), toLine(job.fromAgent)],
    [t('job.request'), toLine(job.requestId)],
    [t('job.receivedAt'), showTime(job.receivedAt)],
    [t('job.startedAt'), showTime(job.startedAt)],
    [t('job.finishedAt'), showTime(job.finishedAt)],
    [t('job.instance'), lineOrNull(run['instanceId'])],
    [t('job.run'), lineOrNull(run['runId'])],
    [t('job.session'), lineOrNull(run['sessionId'])],
    [t('job.model'), lineOrNull(run['model'])],
    [t('job.failedReason'), lineOrNull(job.failedReason)],
  ])
}

function promptPart({ t }: Context, prompt: string): string {
  return `${t('job.prompt')}\n${toLines(prompt)}`
}

/** What the running job told of itself; anything else counts as nothing. */
function runOf(progress: unknown): Readonly<Record<string, unknown>> {
  return typeof progress === 'object' && progress !== null ? (progress as Record<string, unknown>) : {}
}

function lineOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? toLine(value) : null
}
