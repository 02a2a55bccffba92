import { classifyRecording } from '@ccsp/agent'
import { type Context, print } from '../context.ts'
import { readInput } from '../read-input.ts'
import { renderFacts } from '../show/facts.ts'
import { toJson } from '../show/json.ts'
import { toLine } from '../show/plain-text.ts'
import { showTime, showUsd } from '../show/quantities.ts'
import { readInteger } from '../usage.ts'

export interface ExplainInput {
  readonly stderr?: string
  readonly exitCode?: string
  readonly json?: boolean
}

const MAX_RECORDING_BYTES = 256 * 1024 * 1024

/** Tells how a recorded output of the CLI is classified. @throws CcspError CCSP_FILE_UNREADABLE, CCSP_USAGE */
export async function explain(context: Context, file: string, input: ExplainInput): Promise<number> {
  const given = { command: 'explain', option: '--exit-code', value: input.exitCode }
  const exitCode = readInteger(context, given, { min: 0, max: 255 }) ?? null
  const text = await readInput(context, file, MAX_RECORDING_BYTES)
  const stderr = input.stderr === undefined ? '' : await readInput(context, input.stderr, MAX_RECORDING_BYTES)
  const explanation = explanationOf(classifyRecording(text, { stderr, exitCode }))
  print(context, input.json ? toJson(explanation) : factsOf(context, explanation))
  return 0
}

type Verdict = ReturnType<typeof classifyRecording>
type Explanation = ReturnType<typeof explanationOf>

/** All but the reply itself. */
function explanationOf(verdict: Verdict) {
  const { class: outcome, retry, reason, resetsAt, window, sessionId, costUsd, permissionDenials, overage, format } = verdict
  return { class: outcome, retry, reason, resetsAt, window, sessionId, costUsd, permissionDenials, overage, format }
}

function factsOf({ t }: Context, verdict: Explanation): string {
  const { resetsAt, window, sessionId, costUsd, permissionDenials } = verdict
  return renderFacts([
    [t('explain.class'), verdict.class],
    [t('explain.retry'), verdict.retry],
    [t('explain.reason'), toLine(verdict.reason)],
    [t('explain.format'), verdict.format],
    [t('explain.resetsAt'), resetsAt === null ? null : showTime(resetsAt)],
    [t('explain.window'), window === null ? null : toLine(window)],
    [t('explain.sessionId'), sessionId === null ? null : toLine(sessionId)],
    [t('explain.costUsd'), costUsd === null ? null : showUsd(costUsd)],
    [t('explain.permissionDenials'), permissionDenials.length === 0 ? null : toLine(permissionDenials.join(', '))],
    [t('explain.overage'), verdict.overage ? t('yes') : t('no')],
  ])
}
