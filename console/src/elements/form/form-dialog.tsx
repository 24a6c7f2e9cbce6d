import { Button, DialogActions, DialogBody, DialogTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Json } from '../../../../src/client/graph.ts';
import { GraphFailure } from '../../../../src/client/graph-failure.ts';
import { useSaid, useText } from '../../text/text.tsx';
import { DialogParts } from '../dialog/dialog-parts.tsx';
import { Modal } from '../dialog/modal.tsx';
import { Failure } from '../failure/failure.tsx';
import { choicesOf, FormField, type FormProperty, useFaultWords } from './form-field.tsx';
import { typedOf, valueTyped } from './form-value.ts';
import { Overtaken } from './overtaken.ts';

const useStyles = makeStyles({
  // Of many fields two stand side by side where there is room.
  many: {
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(15rem, 100%), 1fr))',
    columnGap: tokens.spacingHorizontalL,
    '> .fui-Field': {
      minWidth: 0,
      gridTemplateColumns: 'minmax(0, 1fr)',
      alignContent: 'start',
      overflowWrap: 'anywhere',
    },
  },
  whole: { gridColumn: '1 / -1' },
  more: { justifySelf: 'start', gridColumn: '1 / -1' },
});

/** A form for an entity, made from what the model says of its properties: to add one, or with the `present` values to edit it. */
export function FormDialog({
  title,
  action,
  properties,
  more = [],
  present,
  send,
  told,
  done,
  close,
}: {
  readonly title: string;
  /** What the button does. */
  readonly action: string;
  readonly properties: readonly FormProperty[];
  /** What few people look for; folded away at first. */
  readonly more?: readonly FormProperty[];
  readonly present?: Readonly<Json>;
  /** Sends what was filled in, or of what is edited what was changed; all that one dialog sends is under one `clientRequestId`. */
  readonly send: (body: Json, clientRequestId: string) => Promise<unknown>;
  /** What everybody is told once it is done. */
  readonly told?: (body: Json) => string;
  readonly done: () => void;
  readonly close: () => void;
}) {
  const { general, form: text } = useText();
  const inWords = useSaid();
  const styles = useStyles();
  const faultWords = useFaultWords();
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [clientRequestId] = useState(() => crypto.randomUUID());
  const [tries, setTries] = useState(0);
  const [unfolded, setUnfolded] = useState(false);
  const all = [...properties, ...more];
  const before = ({ name, facts }: FormProperty) => typedOf(facts, present?.[name]);
  const shown = (property: FormProperty) => typed[property.name] ?? before(property);
  const read = all.flatMap((property) => {
    const value = shown(property);
    const empty = value.trim() === '';
    if (property.required !== undefined && empty) return [{ property, fault: { kind: 'missing' } as const }];
    // What is as it was is not sent.
    if (value === before(property)) return [];
    return [{ property, ...valueTyped(property.facts, value) }];
  });
  const body = Object.fromEntries(
    read.flatMap((each) => ('value' in each ? [[each.property.name, each.value] as const] : [])),
  );
  const faulty = read.some((each) => 'fault' in each);
  // What is wrong is in sight.
  const unfoldFor = (isWrong: (property: FormProperty) => boolean) => more.some(isWrong) && setUnfolded(true);
  const sending = useMutation({
    mutationFn: () => send(body, clientRequestId),
    ...(told && { meta: { told: told(body) } }),
    onSuccess: done,
    onError: (error) =>
      unfoldFor(({ name }) => refusedProperty(error)?.name === name || overtakenBy(error, name) !== undefined),
  });
  const refused = refusedProperty(sending.error);
  const message = (property: FormProperty) => {
    const found = read.find((each) => each.property === property);
    if (tries > 0 && found && 'fault' in found) return faultWords(property, found.fault);
    const theirs = overtakenBy(sending.error, property.name);
    if (theirs !== undefined) {
      const value = typedOf(property.facts, theirs);
      return text.overtaken(choicesOf(property, general)?.find(([choice]) => choice === value)?.[1] ?? value);
    }
    return refused?.name === property.name ? refused.said.map(inWords).join(' ') : '';
  };
  // The keyboard goes to the first field that is wrong.
  useEffect(() => {
    if (tries > 0 || sending.error) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [tries, sending.error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTries((count) => count + 1);
    unfoldFor((property) => read.some((each) => each.property === property && 'fault' in each));
    if (faulty || sending.isPending) return;
    if (present && Object.keys(body).length === 0) close();
    else sending.mutate();
  };
  const field = (property: FormProperty) => (
    <FormField
      key={property.name}
      property={property}
      value={shown(property)}
      message={message(property)}
      busy={sending.isPending}
      change={(value) => {
        sending.reset();
        setTyped({ ...typed, [property.name]: value });
      }}
    />
  );
  return (
    <Modal busy={sending.isPending} close={close}>
      <form ref={form} onSubmit={submit} noValidate>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogParts {...(all.length > 4 && { className: styles.many })}>
            {properties.map(field)}
            {more.length > 0 && (
              <Button
                appearance="subtle"
                className={styles.more}
                aria-expanded={unfolded}
                onClick={() => setUnfolded(!unfolded)}
              >
                {unfolded ? text.fewer : text.more}
              </Button>
            )}
            {unfolded && more.map(field)}
            {sending.error && !(sending.error instanceof Overtaken) && (
              <div className={styles.whole}>
                <Failure error={sending.error} />
              </div>
            )}
          </DialogParts>
          <DialogActions fluid>
            <Button onClick={close} disabledFocusable={sending.isPending}>
              {general.cancel}
            </Button>
            <Button type="submit" appearance="primary" disabledFocusable={sending.isPending}>
              {action}
            </Button>
          </DialogActions>
        </DialogBody>
      </form>
    </Modal>
  );
}

/** The property that the service names in its refusal: `Invalid value for property 'imei': …`. */
function refusedProperty(
  error: unknown,
): { readonly name: string | undefined; readonly said: readonly string[] } | undefined {
  const said = error instanceof GraphFailure ? (error.facts.said ?? []) : [];
  return said.length === 0 ? undefined : { name: /property '([^']+)'/i.exec(said.join(' '))?.[1], said };
}

/** What somebody else has made of a property meanwhile. */
function overtakenBy(error: unknown, name: string): unknown {
  return error instanceof Overtaken ? error.values[name] : undefined;
}
