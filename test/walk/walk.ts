/**
 * Walks README and guide as somebody does who has nothing but the sources, in an empty folder with an empty npm cache: `npm run walk`. It
 * prints seconds, megabytes and pastes of each page; `-- --write` puts them into bench/RESULTS.md, beside those of the first release.
 */
import { rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { writePart } from '../../bench/results-file.ts';
import { walkGuides } from './guides.ts';
import { type Walked, walkReadme } from './readme.ts';
import { stranger } from './stranger.ts';

const somebody = stranger();
const load = loadavg()[0] ?? 0;
try {
  const walked = [await walkReadme(somebody), ...(await walkGuides(somebody))];
  const page = pageOf(walked);
  console.log(page);
  if (process.argv.includes('--write')) writePart(page);
} finally {
  rmSync(somebody.folder, { recursive: true, force: true });
}

function pageOf(walked: readonly Walked[]): string {
  const rows = walked.map(({ page, startSeconds, seconds, megabytes, pastes }) => {
    const brought = megabytes === 0 ? '' : `${megabytes} MB`;
    return `| ${page} | ${startSeconds.toFixed(0)} s | ${seconds.toFixed(0)} s | ${brought} | ${pastes} |`;
  });
  const day = new Date().toISOString().slice(0, 10);
  return `# From clone to proven disconnect

By \`npm run walk -- --write\` on ${day}, load ${load.toFixed(1)} on ${cpus().length} cores: README, and every page of the guide with lines for a laptop, in order, in an empty folder with an empty npm cache and the
ports that the pages name. A paste is a block of lines, or a file; where a page does not say so itself, two more start the service and sign in. What is
installed is the README's \`node_modules\`, and what \`npm install\` brings from the packed file.

| page | the service answers | the last line is done | installed | pastes |
| --- | ---: | ---: | ---: | ---: |
| README.md, first release | | 69 to 200 s | 1,100 MB | 10 |
${rows.join('\n')}`;
}
