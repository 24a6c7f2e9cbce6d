import { graphOrigin } from '../../model/microsoft.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

export const migrateFromIntune = command({
  name: 'migrate-from-intune',
  summary: 'Copy partners, Remote Help settings and devices here from a Microsoft tenant.',
  description:
    'Shows what it would do; with --apply it does it. It can be run again: what is there already is compared, and changed only where it differs. Nothing is changed at Microsoft. Grants cannot be copied: whoever is connected at Intune consents again, with assistd partners connect. Devices keep their ids, so that scripts go on working; a device with the same serial number is taken for the same one, where no other has it.',
  needs: 'assistd',
  prints: true,
  options: {
    from: {
      kind: 'text',
      value: 'URL',
      default: graphOrigin,
      description: 'The Graph to copy from; signed in to by assistd login, or with ASSISTD_FROM_TOKEN.',
    },
    apply: { kind: 'flag', description: 'Do it.' },
    partners: { kind: 'flag', description: 'Only the partners.' },
    settings: { kind: 'flag', description: 'Only the settings.' },
    devices: { kind: 'flag', description: 'Only the devices.' },
  },
  examples: [
    { line: 'assistd migrate-from-intune --graph https://assist.example.org', does: 'See what would be done.' },
    { line: 'assistd migrate-from-intune --graph https://assist.example.org --apply', does: 'Do it.' },
  ],
  async run({ graph, otherGraph, result, terminal }, { options }) {
    const { migrateTenant } = await import('./migrate-tenant.ts');
    const [from, to] = [await otherGraph(options.from, 'ASSISTD_FROM_TOKEN'), await graph()];
    if (from.origin === to.origin) {
      throw new CommandFailure(
        exitCodes.usage,
        'both are the same: name the assistd with --graph, or the other with --from',
      );
    }
    if (!(await to.isAssistd())) {
      throw new CommandFailure(exitCodes.usage, `${to.origin} is no assistd: name the one to copy to with --graph`);
    }
    const { partners, settings, devices, apply } = options;
    const all = !partners && !settings && !devices;
    const parts = { partners: partners || all, settings: settings || all, devices: devices || all };
    const steps = await terminal.waiting('comparing', (say) => migrateTenant({ from, to, parts, apply, say }));
    await result.print(steps, [
      { title: 'What', value: (step) => step.what },
      { title: 'Name', value: (step) => step.name },
      { title: 'Action', value: (step) => step.action },
      { title: 'Note', value: (step) => step.note },
    ]);
    const count = (action: string) => steps.filter((step) => step.action === action).length;
    const counts = `${count('create')} to create, ${count('change')} to change, ${count('same')} the same`;
    terminal.note(
      apply
        ? counts.replaceAll('to create', 'created').replaceAll('to change', 'changed')
        : `${counts}; nothing was done: add --apply`,
    );
    if (count('failed') > 0) throw new CommandFailure(exitCodes.failed, `${count('failed')} could not be copied`);
  },
});
