import { Command, type HelpConfiguration, Option } from 'commander'
import type { Context } from '../context.ts'
import type { Io } from '../io.ts'
import type { Translate } from '../messages/index.ts'
import { widthOf } from '../show/table.ts'

/** What the parts of the command tree are built with. */
export interface Tree {
  readonly program: Command
  readonly t: Translate
  /** What a command is given; only for actions. */
  readonly context: () => Context
  /** Ends an action: with this exit code, 0 by default. */
  readonly end: (exitCode: number) => void
}

/** The option that every command with a machine-readable result has. */
export function jsonOption(t: Translate): Option {
  return new Option('--json', t('help.json'))
}

/** A command whose help and errors go where `io` says. What it finds wrong is thrown, not printed. */
export function createCommand(io: Io, t: Translate): Command {
  return new Command('ccsp')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp(helpLayout(t))
    .helpOption('-h, --help', t('help.help'))
    .helpCommand('help [command]', t('help.helpCommand'))
}

function helpLayout(t: Translate): HelpConfiguration {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': t('help.usage'),
    'Arguments:': t('help.arguments'),
    'Options:': t('help.options'),
    'Global Options:': t('help.globalOptions'),
    'Commands:': t('help.commands'),
  }
  return { showGlobalOptions: true, displayWidth: widthOf, styleTitle: (title) => titles[title] ?? title }
}
