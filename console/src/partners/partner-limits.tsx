import { Text, useId } from '@fluentui/react-components';
import { type Connector, connectorsPath, type Impact, type Page, type Partner } from '../../../src/client/resources.ts';
import type { Text as Catalogue } from '../text/en.ts';
import { useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';
import { connectorOf } from './connector-of.ts';

/** What a partner does not let anybody do or know, before somebody disconnects from it: in the reader's language where the connector is known. */
export function PartnerLimits({ partner, impact }: { readonly partner: Partner; readonly impact: Impact }) {
  const { partners: text } = useText();
  const title = useId('limits');
  const connectors = useAnswer<Page<Connector>>(connectorsPath);
  const connector = connectorOf(partner, connectors.data?.value);
  const sentences = connector ? limitsOf(connector, text.limit) : impact.limits;
  if (sentences.length === 0) return null;
  return (
    <section aria-labelledby={title}>
      <Text id={title} weight="semibold">
        {text.limits}
      </Text>
      <ul lang={connector ? undefined : 'en'}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

/** As `limits` of the impact says it in English. */
function limitsOf({ id: name, capabilities: can }: Connector, text: Catalogue['partners']['limit']): string[] {
  return [
    !can.revokes && text.noGrant(name),
    !can.closesSessions && text.noClosing(name),
    can.closesSessions && !can.closingCuts && text.noCutting(name),
    can.events === 'none' && text.noEvents(name),
  ].filter((sentence) => sentence !== false);
}
