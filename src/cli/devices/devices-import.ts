import { checkRecord } from '../../inventory/check-record.ts';
import type { InventoryRow } from '../../inventory/inventory-file.ts';
import { dateOrders } from '../../inventory/local-date.ts';
import { readInventory } from '../../inventory/read-inventory.ts';
import { type CheckedRow, type Outcome, sendToAssistd, type Told } from '../../inventory/send-inventory.ts';
import { command } from '../command.ts';
import { counted } from '../counted.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { noteWords, rowFaultWords, unreadableFile } from '../inventory/inventory-words.ts';
import { sendToGraph } from '../inventory/send-to-graph.ts';
import { readBytes } from '../named-file.ts';
import { printableLine } from '../terminal/printable.ts';

export const devicesImport = command({
  name: 'devices import',
  summary: 'Bring the inventory up to date from a file.',
  description: `The file is CSV as Intune's export of all devices, Excel or PowerShell write it, JSON as Graph's list of managedDevices gives it, or one JSON object on each line. A row with an id means the device with that id; one without, the only device with its serial number. What is not there is added, what differs is changed, what is the same is left alone, so that an import can be repeated. No device is removed.

An empty cell of a CSV file takes the value away; a column that is not there leaves it. Each row that is refused is told with its number and the reason, and the others are imported. Dates are taken for UTC.`,
  needs: 'graph',
  arguments: [{ name: 'file', required: true, description: 'The file, or - for standard input.' }],
  options: {
    dryRun: { kind: 'flag', description: 'Check the file, and send nothing.' },
    dates: {
      kind: 'text',
      value: 'ORDER',
      choices: dateOrders,
      description: 'How dates such as 11/12/2026 2:03 PM are written: day, month and year in this order.',
    },
  },
  examples: [
    { line: 'assistd devices import DevicesWithInventory.csv', does: "Take over Intune's inventory from its export." },
    {
      line: 'assistd devices export --format jsonl | assistd devices import -',
      does: 'From one organisation to another.',
    },
  ],
  async run({ graph, terminal, signal }, given) {
    const { file } = given.arguments;
    const { dryRun, dates } = given.options;
    const bytes = file === '-' ? await terminal.read() : await readBytes(file);
    const { rows, notes } = await readInventory(bytes, dates).catch((error: unknown) => {
      throw unreadableFile(error);
    });
    for (const note of notes) terminal.note(noteWords(note));

    const refusals: string[] = [];
    const counts: Record<Outcome, number> = { created: 0, updated: 0, unchanged: 0, refused: 0 };
    const done = () => Object.values(counts).reduce((sum, count) => sum + count, 0);
    const outcome = () =>
      `${counts.created} created, ${counts.updated} updated, ${counts.unchanged} unchanged, ${counts.refused} refused`;
    try {
      await terminal.waiting(progress(0, rows.length), async (say) => {
        const told: Told = (row, became, reason) => {
          counts[became] += 1;
          if (became === 'refused') refusals.push(`row ${row}: ${printableLine(reason ?? '')}`);
          say(progress(done(), rows.length));
        };
        const checked = checkedRows(rows, told, signal);
        if (dryRun) return void Array.from(checked);
        const target = await graph();
        const send = (await target.isAssistd()) ? sendToAssistd : sendToGraph;
        await send(target, checked, told);
      });
    } catch (error) {
      if (done() > 0) {
        terminal.note(
          `stopped when ${done()} of ${rows.length} rows were known to be done: ${outcome()}; run it again to go on`,
        );
      }
      throw error;
    } finally {
      for (const refusal of refusals) terminal.note(refusal);
    }
    const { refused } = counts;
    terminal.note(dryRun ? `${counted(rows.length - refused, 'row')} would be taken, ${refused} refused` : outcome());
    if (refused > 0)
      throw new CommandFailure(exitCodes.failed, `refused: ${refused} of ${counted(rows.length, 'row')}`);
  },
});

function* checkedRows(rows: readonly InventoryRow[], told: Told, signal: AbortSignal): Generator<CheckedRow> {
  for (const { row, record, fault } of rows) {
    signal.throwIfAborted();
    const checked = fault === undefined ? checkRecord(record) : { fault };
    if ('wanted' in checked) yield { row, wanted: checked.wanted };
    else told(row, 'refused', rowFaultWords(checked.fault));
  }
}

const barWidth = 20;

function progress(done: number, all: number): string {
  const share = all === 0 ? 1 : done / all;
  const full = Math.round(share * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${Math.floor(share * 100)} %  ${done} of ${all} devices`;
}
