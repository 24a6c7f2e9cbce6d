import { existsSync } from 'node:fs';
import { isGuid } from '../../core/guid.ts';
import { writeWhole } from '../../core/private-file.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { writing } from '../named-file.ts';
import { addKey, today } from './keys-new.ts';

const files = { config: 'assistd.config.json', seed: 'assistd.seed.json', keys: 'master.keys' } as const;

export const init = command({
  name: 'init',
  summary: 'Write a configuration to begin with, or the seed of an assistd dev, with comments.',
  description:
    'A configuration for assistd serve holds every setting, with its meaning and default; beside it comes a master key. What nobody can guess stays a comment, and assistd doctor names it until it is filled in. Nothing is overwritten.',
  arguments: [
    {
      name: 'what',
      required: false,
      choices: ['config', 'seed'],
      description: 'config, for assistd serve, which is the default; or seed, for assistd dev.',
    },
  ],
  options: {
    origin: { kind: 'text', value: 'URL', description: 'How clients will reach the service.' },
    tenant: { kind: 'text', value: 'ID', description: 'The tenant id of your organisation in Entra ID.' },
    application: {
      kind: 'text',
      value: 'ID',
      description: 'The application id of assistd’s registration in Entra ID.',
    },
  },
  examples: [
    { line: 'assistd init --origin https://assist.example.org', does: 'A configuration and a master key, here.' },
    { line: 'assistd init seed', does: 'Organisations, people and devices for assistd dev.' },
  ],
  async run({ terminal }, { arguments: { what }, options }) {
    const { configurationText, seedText } = await import('./templates.ts');
    if (what === 'seed') {
      await write(files.seed, seedText());
      terminal.note(`${files.seed} is written. Start with it: assistd dev --seed ${files.seed}`);
      return;
    }
    for (const [name, value] of Object.entries({ tenant: options.tenant, application: options.application })) {
      if (value !== undefined && !isGuid(value)) {
        throw new CommandFailure(exitCodes.usage, `--${name} is a GUID, not ${JSON.stringify(value)}`);
      }
    }
    refuseExisting(files.config);
    // The configuration last: whoever finds it finds the key as well, and what was interrupted is begun anew.
    const text = await configurationText(options);
    if (!existsSync(files.keys)) await addKey(files.keys, today());
    await write(files.config, text);
    terminal.note(
      `${files.config} and ${files.keys} are written, for you alone. Next, until it finds nothing:\n` +
        `  ASSISTD_MASTER_KEYS_FILE=${files.keys} assistd doctor`,
    );
  },
});

async function write(file: string, text: string): Promise<void> {
  refuseExisting(file);
  await writing(file, () => writeWhole(file, text));
}

/** @throws CommandFailure */
function refuseExisting(file: string): void {
  if (existsSync(file)) throw new CommandFailure(exitCodes.failed, `${file} is there already; nothing was written`);
}
