import { tenantsPath } from '../../../src/client/resources.ts';
import { writable } from '../../../src/model/writable.ts';
import { FormDialog } from '../elements/form/form-dialog.tsx';
import { formProperties } from '../elements/form/form-field.tsx';
import { shortened } from '../text/shortened.ts';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';

export function AddTenant({ close }: { readonly close: () => void }) {
  const { tenants: text } = useText();
  const graph = useGraph();
  const invalidate = useInvalidate(tenantsPath);
  const properties = formProperties(writable.tenant, [
    { name: 'displayName', label: text.name, required: text.nameMissing },
    { name: 'tenantId', label: text.id, hint: text.idHint, required: text.idWrong, wrong: text.idWrong },
  ]);
  return (
    <FormDialog
      title={text.add}
      action={text.add}
      properties={properties}
      send={(body, clientRequestId) => graph.post(tenantsPath, body, { clientRequestId })}
      told={({ displayName }) => text.toldAdded(shortened(String(displayName), 100))}
      done={() => {
        close();
        void invalidate();
      }}
      close={close}
    />
  );
}
