import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { QrCodeRegular } from '@fluentui/react-icons/svg/qr-code';
import { lazy, Suspense, useState } from 'react';
import { part } from '../elements/browser/part.ts';
import { CopyButton } from '../elements/button/copy-button.tsx';
import { Loading } from '../elements/page/loading.tsx';
import { PageBoundary } from '../elements/page/page-boundary.tsx';
import { useText } from '../text/text.tsx';
import { LinkField } from './link-field.tsx';

const QrCode = lazy(part(async () => ({ default: (await import('./qr-code.tsx')).QrCode })));

const useStyles = makeStyles({ note: { color: tokens.colorNeutralForeground2 } });

/** The way of the user of the device into the session: to be handed over, and not to be opened here. */
export function UserLink({
  link,
  userPrincipalName,
}: {
  readonly link: string;
  readonly userPrincipalName: string | null;
}) {
  const { sessions: text, general } = useText();
  const styles = useStyles();
  const [shown, setShown] = useState(false);
  const mail = `mailto:${encodeURIComponent(userPrincipalName ?? '')}?subject=${encodeURIComponent(text.mailSubject)}&body=${encodeURIComponent(text.mailBody(link))}`;
  return (
    <LinkField
      label={text.endUserLink}
      link={link}
      note={
        <Text size={200} className={styles.note}>
          {text.endUserLinkNote}
        </Text>
      }
    >
      <CopyButton icon={<CopyRegular />} text={link}>
        {general.copy}
      </CopyButton>
      <Button as="a" icon={<MailRegular />} href={mail}>
        {text.mail}
      </Button>
      <Button icon={<QrCodeRegular />} aria-expanded={shown} onClick={() => setShown(!shown)}>
        {shown ? text.hideQrCode : text.showQrCode}
      </Button>
      {shown && (
        <PageBoundary of={link} again={() => {}}>
          <Suspense fallback={<Loading />}>
            <QrCode text={link} label={text.qrCode} />
          </Suspense>
        </PageBoundary>
      )}
    </LinkField>
  );
}
