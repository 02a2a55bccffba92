import { randomBytes, randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { Config } from '@ccsp/config'
import { inflightKeyOf, type JobData, PRIORITIES, replyKeyOf, type ServiceRequest, submit } from '@ccsp/fleet'
import { CcspError } from '@ccsp/foundation'
import { type Context, note, print } from '../context.ts'
import { printReply } from '../print-reply.ts'
import { readText } from '../read-input.ts'
import { toJson } from '../show/json.ts'
import { readChoice, readDuration, readText as readWord, usageError } from '../usage.ts'
import { awaitReply } from '../await-reply.ts'
import { withFleet } from '../with-fleet.ts'

export interface SubmitInput {
  readonly wait?: boolean
  readonly priority?: string
  readonly model?: string
  readonly timeout?: string
  readonly delay?: string
  readonly cwd?: string
  readonly json?: boolean
}

const COMMAND = 'submit'
/** As for requests that arrive by the clients' list. */
const TIMEOUT_RANGE = { min: 1_000, max: 86_400_000 }
const DELAY_RANGE = { min: 0, max: 31_536_000_000 }
const MAX_MODEL_LENGTH = 512
const MAX_PATH_LENGTH = 4096

/** Puts a request on the queue; with `wait` prints the reply. @throws CcspError CCSP_REQUEST_* and those of `withFleet` */
export async function submitRequest(context: Context, prompt: string | undefined, input: SubmitInput): Promise<number> {
  const wishes = readWishes(context, input)
  const isMissing = prompt === undefined ? context.io.stdin.isTTY === true : prompt.trim() === ''
  if (isMissing) throw usageError(context.t('usage.noPrompt'), COMMAND)
  const delayMs = readDuration(context, { command: COMMAND, option: '--delay', value: input.delay }, DELAY_RANGE) ?? 0
  return withFleet(context, async ({ config, redis }) => {
    const data = jobDataOf({ ...wishes, prompt: await readPrompt(context, prompt, config) })
    const jobId = await submit(redis, config.queue, { data, options: { delayMs, maxQueued: config.intake.maxQueuedRequests } })
    const { requestId } = data.request
    if (!input.wait) {
      print(context, input.json ? toJson({ jobId, requestId, replyKey: data.replyKey }) : jobId)
      return 0
    }
    note(context, context.t('note.waiting', { jobId }))
    const reply = await awaitReply(context, config.redis, { jobId, replyKey: data.replyKey })
    return printReply(context, { jobId, reply, isJson: input.json ?? false })
  })
}

type Wishes = Pick<ServiceRequest, 'priority' | 'model' | 'timeoutMs' | 'workingDirectory'>

function readWishes(context: Context, input: SubmitInput): Wishes {
  const given = (option: string, value: string | undefined) => ({ command: COMMAND, option, value })
  const model = readWord(context, given('--model', input.model), MAX_MODEL_LENGTH)
  const timeoutMs = readDuration(context, given('--timeout', input.timeout), TIMEOUT_RANGE)
  const folder = readWord(context, given('--cwd', input.cwd), MAX_PATH_LENGTH)
  return {
    priority: readChoice(context, given('--priority', input.priority), PRIORITIES) ?? 'normal',
    ...(model === undefined ? {} : { model }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(folder === undefined ? {} : { workingDirectory: resolve(context.io.cwd, folder) }),
  }
}

async function readPrompt({ io, t }: Context, prompt: string | undefined, { intake }: Config): Promise<string> {
  const limitBytes = intake.maxRequestBytes
  const isGiven = prompt !== undefined && prompt !== '-'
  const given = { text: prompt ?? '', sizeBytes: Buffer.byteLength(prompt ?? '') }
  const { text, sizeBytes } = isGiven ? given : await readText(io.stdin, limitBytes, io.signal)
  if (text === null || sizeBytes > limitBytes) throw new CcspError('CCSP_REQUEST_TOO_LARGE', { sizeBytes, limitBytes })
  if (text.trim() === '') throw usageError(t('usage.noPrompt'), COMMAND)
  return text
}

/** A reply list of its own: nobody else reads it. */
function jobDataOf(wishes: Wishes & { prompt: string }): JobData {
  const fromAgent = `ccsp-cli-${randomBytes(8).toString('hex')}`
  const requestId = randomUUID()
  const replyKey = replyKeyOf({ fromAgent, hasType: true, hasTimestamp: true })
  const request = { requestId, fromAgent, type: 'cli', includeFiles: [], isContinued: false, ...wishes }
  return { request, replyKey, inflightKey: inflightKeyOf(replyKey, requestId), receivedAt: Date.now() }
}
