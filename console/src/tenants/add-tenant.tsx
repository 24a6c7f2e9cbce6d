import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { tenantsPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';

const useStyles = makeStyles({ content: { display: 'grid', gap: tokens.spacingVerticalM } });

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function AddTenant({ close }: { readonly close: () => void }) {
  const { tenants: text, general } = useText();
  const styles = useStyles();
  const graph = useGraph();
  const invalidate = useInvalidate(tenantsPath);
  const [displayName, setDisplayName] = useState('');
  const [tenantId, setTenantId] = useState('');
  const [sent, setSent] = useState(false);
  const add = useMutation({
    mutationFn: () => graph.post(tenantsPath, { tenantId: tenantId.trim(), displayName: displayName.trim() }),
    meta: { told: text.toldAdded(displayName.trim().slice(0, 100)) },
    onSuccess: close,
    onSettled: invalidate,
  });
  const named = displayName.trim() !== '';
  const identified = guid.test(tenantId.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (named && identified) add.mutate();
  };
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>{text.add}</DialogTitle>
            <DialogContent className={styles.content}>
              <Field label={text.name} required validationMessage={sent && !named ? text.nameMissing : ''}>
                <Input value={displayName} onChange={(_, { value }) => setDisplayName(value)} />
              </Field>
              <Field
                label={text.id}
                hint={text.idHint}
                required
                validationMessage={sent && !identified ? text.idWrong : ''}
              >
                <Input value={tenantId} onChange={(_, { value }) => setTenantId(value)} spellCheck={false} />
              </Field>
              {add.error && <Failure error={add.error} />}
            </DialogContent>
            <DialogActions fluid>
              <Button onClick={close}>{general.cancel}</Button>
              <Button type="submit" appearance="primary" disabledFocusable={add.isPending}>
                {text.add}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
