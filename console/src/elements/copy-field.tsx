import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { OpenRegular } from '@fluentui/react-icons/svg/open';
import { useState } from 'react';
import { useText } from '../text/text.tsx';
import { webAddress } from './web-address.ts';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: tokens.spacingHorizontalS },
  field: { flexGrow: 1, minWidth: '12rem' },
});

/** A link to copy or to open in a new tab. */
export function CopyField({ label, link }: { readonly label: string; readonly link: string }) {
  const { general } = useText();
  const styles = useStyles();
  const [copied, setCopied] = useState(false);
  const href = webAddress(link);
  return (
    <div className={styles.row}>
      <Field label={label} className={styles.field}>
        <Input readOnly value={link} onFocus={(event) => event.target.select()} />
      </Field>
      <Button
        icon={<CopyRegular />}
        onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}
      >
        <span aria-live="polite">{copied ? general.copied : general.copy}</span>
      </Button>
      {href && (
        <Button
          as="a"
          appearance="primary"
          icon={<OpenRegular />}
          href={href}
          target="_blank"
          rel="noopener noreferrer"
        >
          {general.open}
        </Button>
      )}
    </div>
  );
}
