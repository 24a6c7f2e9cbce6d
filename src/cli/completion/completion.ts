import { command } from '../command.ts';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

export const completion = command({
  name: 'completion',
  summary: 'Print a script that completes commands and options in a shell.',
  arguments: [{ name: 'shell', required: true, description: 'Which shell.', choices: shells }],
  examples: [
    { line: 'source <(assistd completion bash)', does: 'bash: put this line into ~/.bashrc.' },
    { line: 'source <(assistd completion zsh)', does: 'zsh: put this line into ~/.zshrc, after compinit.' },
    { line: 'assistd completion fish > ~/.config/fish/completions/assistd.fish', does: 'fish.' },
    {
      line: 'assistd completion powershell | Out-String | Invoke-Expression',
      does: 'PowerShell: put this line into $PROFILE.',
    },
  ],
  async run({ commands, terminal }, given) {
    const [{ completionWords }, { scripts }] = await Promise.all([import('./words.ts'), import('./scripts.ts')]);
    const script = scripts[given.arguments.shell as (typeof shells)[number]];
    await terminal.write(script(await completionWords(commands)));
  },
});
