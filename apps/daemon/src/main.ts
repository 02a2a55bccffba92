import { listSecrets } from '@ccsp/config'
import { CcspError, describeError, isCcspError, reasonOf } from '@ccsp/foundation'
import { bannerOf, firstExchangeOf } from './banner.ts'
import { createLogger } from './create-logger.ts'
import { sendFirstRequest } from './first-request.ts'
import { loadSettings } from './load-settings.ts'
import { languageOf, type Say, speaker } from './messages.ts'
import { parseOptions } from './options.ts'
import { runDaemon } from './run-daemon.ts'
import { readVersion } from './version.ts'

const FIRST_PROMPT = 'Say hello to the operator.'

/** The first signal drains, the second ends at once. */
function stopSignal(say: Say): AbortSignal {
  const stop = new AbortController()
  for (const [name, number] of [
    ['SIGTERM', 15],
    ['SIGINT', 2],
    ['SIGHUP', 1],
  ] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(128 + number)
      if (process.stderr.isTTY) process.stderr.write(`\n${say('draining', { active: '…' })}\n`)
      stop.abort()
    })
  }
  return stop.signal
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2))
  const say = speaker(options.language ?? languageOf(process.env))
  if (options.isHelp) return void process.stdout.write(`${say('usage')}\n`)
  if (options.isVersion) return void process.stdout.write(`${readVersion()}\n`)
  const signal = stopSignal(say)
  const { config, notes } = await loadSettings(process.env, options.configPath)
  const logger = createLogger(config.log.level, { secrets: listSecrets(config), write: (line) => process.stderr.write(line) })
  // A service that runs must not end because its greeting found Redis away.
  const whyNot = (error: unknown): null => {
    logger.warn({ reason: reasonOf(error) }, 'no reply to the first request')
    return null
  }
  for (const note of notes) logger.warn(note, 'configuration file left out')
  await runDaemon(
    config,
    {
      env: process.env,
      logger,
      version: readVersion(),
      async onReady({ config: live, http, isSimulated }) {
        process.stdout.write(bannerOf({ config: live, httpUrl: http.url, isSimulated }, say))
        if (isSimulated)
          process.stdout.write(firstExchangeOf(FIRST_PROMPT, await sendFirstRequest(live, FIRST_PROMPT).catch(whyNot), say))
      },
    },
    signal,
  )
}

try {
  await main()
} catch (error) {
  const coded = isCcspError(error) ? error : new CcspError('CCSP_INTERNAL', { reason: reasonOf(error) }, { cause: error })
  const { message, hint } = describeError(coded, languageOf(process.env))
  process.stderr.write(`ccspd: ${coded.code}: ${message}\n       ${hint}\n`)
  process.exitCode = coded.exitCode
}
// Everything is disposed of; whatever a library still waits for must not keep a stopped daemon alive.
process.exit()
