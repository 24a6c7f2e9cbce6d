import { every } from '../../client/expression.ts';
import { obligationsPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { listOptions, printList } from '../listing.ts';
import { obligationColumns } from './obligation-columns.ts';

export const obligationsList = command({
  name: 'obligations list',
  summary: 'List what is owed to partners: grants to revoke, sessions to close.',
  needs: 'assistd',
  prints: true,
  options: {
    ...listOptions(100),
    all: { kind: 'flag', description: 'All of them, what is done as well.' },
  },
  examples: [
    { line: 'assistd obligations list', does: 'What is not done yet.' },
    { line: `assistd obligations list --filter "status eq 'reported'"`, does: 'What has not been met for too long.' },
  ],
  async run(context, { options }) {
    const $filter = every(
      options.all ? undefined : `status ne 'completed' and status ne 'cancelled' and status ne 'unconfirmed'`,
      options.filter,
    );
    const query = { $filter, $orderby: 'createdDateTime desc' };
    await printList(context, obligationsPath, query, options, obligationColumns);
  },
});
