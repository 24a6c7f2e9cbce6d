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
import { useLocation } from 'wouter';
import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useInvalidate } from '../wire/queries.ts';

const useStyles = makeStyles({ content: { display: 'grid', gap: tokens.spacingVerticalM } });

const fields = ['deviceName', 'serialNumber', 'operatingSystem', 'userPrincipalName'] as const;

/** Adds one device by hand, and goes to its page. */
export function AddDevice({ close }: { readonly close: () => void }) {
  const { devices: text, general } = useText();
  const styles = useStyles();
  const graph = useGraph();
  const [, go] = useLocation();
  const invalidate = useInvalidate(devicesPath);
  const [device, setDevice] = useState<Partial<Record<(typeof fields)[number], string>>>({});
  const [sent, setSent] = useState(false);
  const given = fields.flatMap((name) => {
    const value = device[name]?.trim();
    return value ? [[name, value] as const] : [];
  });
  const add = useMutation({
    mutationFn: () => graph.post<Device>(devicesPath, Object.fromEntries(given)),
    onSuccess: ({ id }) => go(`/devices/${encodeURIComponent(id)}`),
    onSettled: invalidate,
  });
  const labels = {
    deviceName: text.name,
    serialNumber: text.serialNumber,
    operatingSystem: text.operatingSystem,
    userPrincipalName: text.userPrincipalName,
  } as const;
  const named = (device.deviceName ?? '').trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (named) add.mutate();
  };
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>{text.add}</DialogTitle>
            <DialogContent className={styles.content}>
              {fields.map((name) => (
                <Field
                  key={name}
                  label={labels[name]}
                  required={name === 'deviceName'}
                  validationMessage={name === 'deviceName' && sent && !named ? text.nameMissing : ''}
                >
                  <Input
                    value={device[name] ?? ''}
                    spellCheck={false}
                    onChange={(_, { value }) => setDevice({ ...device, [name]: value })}
                  />
                </Field>
              ))}
              {add.error && <Failure error={add.error} />}
            </DialogContent>
            <DialogActions>
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
