import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { HeadsetRegular } from '@fluentui/react-icons/svg/headset';
import { webAddress } from '../elements/browser/web-address.ts';
import { CopyButton } from '../elements/button/copy-button.tsx';
import { useText } from '../text/text.tsx';
import { LinkField } from './link-field.tsx';

const useStyles = makeStyles({ note: { color: tokens.colorNeutralForeground2 } });

/** The supporter's own way into the session: to join with, and to nobody else's hands. */
export function SupporterLink({ link }: { readonly link: string }) {
  const { sessions: text, general } = useText();
  const styles = useStyles();
  const href = webAddress(link);
  return (
    <LinkField
      label={text.supporterLink}
      link={link}
      note={
        <Text size={200} className={styles.note}>
          {text.supporterLinkNote}
        </Text>
      }
    >
      {href && (
        <Button
          as="a"
          data-result
          appearance="primary"
          icon={<HeadsetRegular />}
          href={href}
          target="_blank"
          rel="noopener noreferrer"
        >
          {text.join}
        </Button>
      )}
      <CopyButton icon={<CopyRegular />} text={link}>
        {general.copy}
      </CopyButton>
    </LinkField>
  );
}
