import { Text } from '@fluentui/react-components';
import { usePrinting } from '../elements/screen/printing.ts';
import { legible } from '../text/legible.ts';
import { useFormat, useText } from '../text/text.tsx';
import { useMe } from '../wire/me.ts';
import { serviceNow } from '../wire/service-clock.ts';

/** What paper has to say, and the screen shows around the page: of which organisation it is, from when, and for whom it was printed. */
export function PrintHead() {
  const { shell } = useText();
  const format = useFormat();
  const printing = usePrinting();
  const me = useMe().data;
  if (!printing || !me) return null;
  const { displayName, domain, tenantId } = me.organisation;
  const printed = shell.printed(
    format.dateTime(new Date(serviceNow()).toISOString()),
    me.userPrincipalName ?? me.id ?? '',
  );
  return <Text as="p">{legible([displayName, domain, tenantId, printed].filter(Boolean).join(' · '))}</Text>;
}
