/**
 * A process of its own for `crash.test.ts`: owes and works on a database until it is killed, and says on its output how far it is.
 * Arguments: the database's options as JSON, what to do, and a file that it keeps as the outside world.
 */
import { appendFileSync } from 'node:fs';
import { TurnableClock } from '../../src/core/clock.ts';
import { owe } from '../../src/obligations/owe.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { insertTenant } from '../../src/store/table/tenants.ts';
import { auditKeys, silent } from '../harness/databases.ts';
import { start, tenantA } from './runners.ts';

const [settings = '', task, world = ''] = process.argv.slice(2);
const options = { ...JSON.parse(settings), clock: new TurnableClock(), log: silent, auditKeys };
const database = await openDatabase(options);
const stay = setInterval(() => {}, 1000);
const forever = new Promise<never>(() => stay);

switch (task) {
  case 'hang in a duty':
    start(database, {
      duties: {
        'grant.retire': async ({ subject }) => {
          appendFileSync(world, `${subject} began\n`);
          process.stdout.write('began\n');
          return forever;
        },
      },
    });
    break;
  case 'hang in a transaction':
    await database.write(tenantA, async (tx) => {
      await insertTenant(tx, { displayName: null, subscriptionState: 'active', intuneAccountId: 'x' });
      await owe(tx, { kind: 'grant.retire', subject: 'lost' });
      process.stdout.write('wrote\n');
      return forever;
    });
    break;
  case 'owe for ever':
    for (let count = 0; ; count++) {
      await database.write(tenantA, (tx) => owe(tx, { kind: 'grant.retire', subject: `g${count}` }));
      // Synchronous: what is said is what was acknowledged before.
      appendFileSync(world, `g${count}\n`);
      if (count === 20) process.stdout.write('going\n');
    }
}
