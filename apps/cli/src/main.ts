import { enableCompileCache } from 'node:module'

/** The user's own cache: one in a folder that others may write to could hold their code. */
function cacheFolder({ HOME, XDG_CACHE_HOME }: NodeJS.ProcessEnv): string | undefined {
  const base = XDG_CACHE_HOME || (HOME ? `${HOME}/.cache` : '')
  return base.startsWith('/') ? `${base}/ccsp/compiled` : undefined
}

/** The first Ctrl-C ends the command in good order, the second one at once. */
function interruptSignal(): AbortSignal {
  const interrupt = new AbortController()
  process.on('SIGINT', () => {
    if (interrupt.signal.aborted) process.exit(130)
    interrupt.abort()
  })
  return interrupt.signal
}

const folder = cacheFolder(process.env)
if (folder !== undefined) enableCompileCache(folder)
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Who reads our output may go away before its end, as `head` does. Anything else, such as a full disk, is a failure.
  if (error.code !== 'EPIPE') process.stderr.write(`ccsp: ${error.message}\n`)
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})
const signal = interruptSignal()
const { runCli } = await import('./run-cli.ts')
process.exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  // Opened only by a command that reads it.
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  signal,
})
// A terminal that was being read would keep an interrupted command alive.
if (signal.aborted) process.exit()
