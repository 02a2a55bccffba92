import type { ExplainInput } from '../commands/explain.ts'
import type { StatusInput } from '../commands/status.ts'
import type { SubmitInput } from '../commands/submit.ts'
import { jsonOption, type Tree } from './tree.ts'

/** submit, status, explain */
export function addService({ program, t, context, end }: Tree): void {
  program
    .command('submit')
    .description(t('help.submit'))
    .argument('[prompt]', t('help.submit.prompt'))
    .option('--wait', t('help.submit.wait'))
    .option('--priority <priority>', t('help.submit.priority'))
    .option('--model <model>', t('help.submit.model'))
    .option('--timeout <time>', t('help.submit.timeout'))
    .option('--delay <time>', t('help.submit.delay'))
    .option('--cwd <folder>', t('help.submit.cwd'))
    .addOption(jsonOption(t))
    .action(async (prompt: string | undefined, options: SubmitInput) => {
      const { submitRequest } = await import('../commands/submit.ts')
      end(await submitRequest(context(), prompt, options))
    })
  program
    .command('status')
    .description(t('help.status'))
    .addOption(jsonOption(t))
    .action(async (options: StatusInput) => {
      const { showStatus } = await import('../commands/status.ts')
      end(await showStatus(context(), options))
    })
  program
    .command('explain')
    .description(t('help.explain'))
    .argument('<file>', t('help.explain.file'))
    .option('--stderr <file>', t('help.explain.stderr'))
    .option('--exit-code <code>', t('help.explain.exitCode'))
    .addOption(jsonOption(t))
    .action(async (file: string, options: ExplainInput) => {
      const { explain } = await import('../commands/explain.ts')
      end(await explain(context(), file, options))
    })
}
