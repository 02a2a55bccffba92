import type { ConfigShowInput } from '../commands/config-show.ts'
import { jsonOption, type Tree } from './tree.ts'

/** config show | check | schema */
export function addConfig({ program, t, context, end }: Tree): void {
  const config = program.command('config').description(t('help.configCommand'))
  config
    .command('show')
    .description(t('help.config.show'))
    .argument('[section]', t('help.config.section'))
    .addOption(jsonOption(t))
    .action(async (section: string | undefined, options: ConfigShowInput) => {
      const { showConfig } = await import('../commands/config-show.ts')
      end(await showConfig(context(), section, options))
    })
  config
    .command('check')
    .description(t('help.config.check'))
    .action(async () => {
      const { checkConfig } = await import('../commands/config-check.ts')
      end(await checkConfig(context()))
    })
  config
    .command('schema')
    .description(t('help.config.schema'))
    .action(async () => {
      const { printSchema } = await import('../commands/config-schema.ts')
      end(await printSchema(context()))
    })
}
