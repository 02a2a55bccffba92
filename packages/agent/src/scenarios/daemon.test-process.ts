// A daemon of its own process: an agent with a stub executor. Arguments: settings as JSON, longest run in ms.
import { setTimeout as delay } from 'node:timers/promises'
import { pino } from 'pino'
import { served, settingsOf, stubExecutor } from '../agent.test-support.ts'
import { startAgent } from '../start-agent.ts'

const { url, argv, maxRunMs } = JSON.parse(process.argv[2] ?? '{}') as {
  url: string
  argv: Record<string, unknown>
  maxRunMs: number
}

const executor = stubExecutor(async (spec) => {
  // Each request always takes the same time: runs differ in nothing but what the machine does.
  await delay((Number(/\d+/.exec(spec.prompt)?.[0] ?? 0) * 7919) % (maxRunMs + 1))
  return served(`${process.pid}`)
})
const agent = await startAgent(
  settingsOf(url, argv),
  { executor, logger: pino({ level: 'warn' }, process.stderr) },
  AbortSignal.timeout(30_000),
)
// No exit by force: a timer or a socket that is left over would show.
process.once('SIGTERM', () => void agent.drain())
process.stdout.write(`${agent.instanceId}\n`)
