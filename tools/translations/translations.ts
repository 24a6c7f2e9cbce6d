/**
 * What waits for translation; a release has nothing that does:
 *
 *     npm run translations                            fails when a text waits
 *     npm run translations -- --still-right ID …      its English has changed, and its translations fit as they are
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { translatedNames } from '../../src/text/language.ts';
import { english, languageState, recordFolder, recordText, waitingLines } from './languages.ts';
import { recorded } from './record.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'still-right': { type: 'boolean', default: false } },
});

if (values['still-right']) {
  for (const language of translatedNames) {
    const { texts, record } = languageState(language);
    const others = Object.fromEntries(Object.entries(record).filter(([id]) => !positionals.includes(id)));
    const path = join(import.meta.dirname, '../..', recordFolder, `${language}.json`);
    writeFileSync(path, recordText(recorded(english, texts, others)));
  }
} else {
  const lines = waitingLines();
  for (const line of lines) console.error(line);
  if (lines.length > 0) {
    console.error(`${lines.length} texts wait for translation.`);
    process.exitCode = 1;
  }
}
