import type { Command } from 'commander'
import type { Context } from '../context.ts'
import type { Io } from '../io.ts'
import type { Language } from '../language.ts'
import type { Translate } from '../messages/index.ts'
import { readVersion } from '../version.ts'
import { addConfig } from './config.ts'
import { addQueue } from './queue.ts'
import { addService } from './service.ts'
import { createCommand } from './tree.ts'

/**
 * The tree of all commands. Building it loads nothing of what the commands need.
 * @param deps.end is called when a command has ended
 */
export function buildProgram(
  deps: { io: Io; t: Translate; language: Language; secrets: Set<string> },
  end: (exitCode: number) => void,
): Command {
  const { io, t, language, secrets } = deps
  const program = createCommand(io, t)
    .description(t('help.program'))
    .version(`ccsp ${readVersion()} (Node ${process.version})`, '-V, --version', t('help.version'))
    .option('--lang <language>', t('help.lang'))
    .option('--config <file>', t('help.config'), (path: string, others: string[] | undefined) => [...(others ?? []), path])
    .addHelpText('after', t('help.epilogue'))
  const context = (): Context => {
    const { config } = program.opts<{ config?: string[] }>()
    return { io, language, t, configPaths: config ?? [], secrets }
  }
  const tree = { program, t, context, end }
  addService(tree)
  addQueue(tree)
  addConfig(tree)
  return program
}
