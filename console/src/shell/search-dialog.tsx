import { DialogBody, DialogTitle, makeStyles, SearchBox, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { type FormEvent, useDeferredValue, useEffect, useEffectEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { address } from '../../../src/client/address.ts';
import { search } from '../../../src/client/expression.ts';
import { type Device, devicesPath } from '../../../src/client/resources.ts';
import { recentDevices } from '../devices/recent-devices.ts';
import { DialogParts } from '../elements/dialog/dialog-parts.tsx';
import { Modal } from '../elements/dialog/modal.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
import { Name } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { useRows } from '../wire/queries.ts';
import { type RouteName, routes } from './routes.tsx';

const useStyles = makeStyles({
  content: { minHeight: 'min(16rem, 40vh)', alignContent: 'start' },
  box: { width: '100%', maxWidth: '100%' },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalXS },
});

interface Group {
  readonly title: string;
  readonly found: readonly {
    readonly href: string;
    readonly name: string;
    /** What tells it from others of its name. */
    readonly beside?: string;
  }[];
}

/** Finds pages, devices and people while one types. */
export function SearchDialog({ close }: { readonly close: () => void }) {
  const { search: text, general } = useText();
  const styles = useStyles();
  const [typed, setTyped] = useState('');
  const [, go] = useLocation();
  /** For what Enter was pressed before it was known what fits. */
  const [entered, setEntered] = useState<string>();
  const { groups, searching, error, refetch } = useFound(typed.trim());
  const first = groups.flatMap(({ found }) => found)[0]?.href;
  const open = (href: string) => {
    go(href);
    close();
  };
  const openFirst = useEffectEvent(open);
  useEffect(() => {
    if (entered === typed && !searching && first !== undefined) openFirst(first);
  }, [entered, typed, searching, first]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEntered(typed);
  };
  return (
    <Modal close={close}>
      <DialogBody>
        <DialogTitle>{text.title}</DialogTitle>
        <DialogParts className={styles.content}>
          <form onSubmit={submit}>
            <SearchBox
              className={styles.box}
              autoFocus
              dir="auto"
              aria-label={text.label}
              dismiss={{ 'aria-label': general.clear }}
              placeholder={text.label}
              value={typed}
              onChange={(_, { value }) => setTyped(value)}
            />
          </form>
          <Text role="status">
            {searching ? general.searching : typed && groups.length === 0 && !error ? text.nothing : ''}
          </Text>
          {error && <Failure error={error} retry={() => void refetch()} />}
          {groups.map(({ title, found }) => (
            <section key={title}>
              <Subtitle2 as="h3">{title}</Subtitle2>
              <ul className={styles.list}>
                {found.map(({ href, name, beside }) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside is what is operated.
                  <li key={href} onClick={close}>
                    <PageLink href={href}>
                      <Name>{name}</Name>
                    </PageLink>
                    {beside && (
                      <Text size={200}>
                        <Name>{beside}</Name>
                      </Text>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </DialogParts>
      </DialogBody>
    </Modal>
  );
}

/** What fits, by kind; while nothing is typed, the devices that were looked at last. */
function useFound(typed: string) {
  const { search: text, pages, devices: words, ...all } = useText();
  const asked = useDeferredValue(typed);
  const { rows, isFetching, error, refetch } = useRows<Device>(
    address(devicesPath, { $search: search(asked), $select: 'id,deviceName,serialNumber,userPrincipalName', $top: 8 }),
    { enabled: asked !== '' },
  );
  const devices = asked === '' ? [] : (rows ?? []);
  const people = [...new Set(devices.flatMap(({ userPrincipalName }) => userPrincipalName ?? []))];
  const deeds: Partial<Record<RouteName, readonly string[]>> = {
    partners: [all.partners.disconnect, all.partners.connect],
    devices: [words.request, all.deviceImport.title],
    sessions: [all.sessions.close],
    connectors: [all.connectors.sever],
    tenants: [all.tenants.suspend],
  };
  const device = (id: string, name: string) => ({ href: `/devices/${encodeURIComponent(id)}`, name });
  const groups: Group[] = [
    {
      title: text.devices,
      // Two of one name, and what was found by its number, are told apart.
      found: devices.map(({ id, deviceName, serialNumber, userPrincipalName }) => ({
        ...device(id, deviceName ?? words.id),
        beside: [serialNumber, userPrincipalName].filter(Boolean).join(' · '),
      })),
    },
    { title: text.people, found: people.map((name) => ({ href: `/people?name=${encodeURIComponent(name)}`, name })) },
    {
      title: text.pages,
      // Who wants to do something need not know on which page it is done.
      found: routes.flatMap(({ name, path }) => {
        const found = [pages[name], ...(deeds[name] ?? [])].find((word) => fits(word, typed));
        if (found === undefined) return [];
        return [{ href: path, name: pages[name], ...(found !== pages[name] && { beside: found }) }];
      }),
    },
    {
      title: text.recent,
      found: typed === '' ? recentDevices().map(({ id, name }) => device(id, name)) : [],
    },
  ];
  return {
    groups: groups.filter(({ found }) => found.length > 0),
    searching: typed !== '' && (isFetching || asked !== typed),
    error: typed === '' ? null : error,
    refetch,
  };
}

function fits(words: string, typed: string): boolean {
  return typed !== '' && words.toLowerCase().includes(typed.toLowerCase());
}
