import { makeStyles, tokens, useMergedRefs } from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import { usePagePlace } from '../elements/browser/place.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { useHeldFocus } from '../elements/screen/held-focus.ts';
import { useSpoken } from '../text/text.tsx';
import { Admission } from './admission.tsx';
import { Happenings } from './happenings.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { ConsoleRouter } from './pages.tsx';
import { PrintHead } from './print-head.tsx';
import { ServiceState } from './service-state.tsx';

const useStyles = makeStyles({
  root: {
    height: '100%',
    display: 'grid',
    gridTemplateRows: 'auto minmax(0, 1fr)',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    backgroundColor: tokens.colorNeutralBackground2,
    '@media print': { display: 'block', height: 'auto' },
    '@media (max-width: 40rem)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  skip: {
    position: 'absolute',
    insetInlineStart: tokens.spacingHorizontalS,
    top: '-10rem',
    zIndex: 1000,
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorBrandForeground1,
    borderRadius: tokens.borderRadiusMedium,
    ':focus': { top: tokens.spacingVerticalS },
  },
  main: {
    overflow: 'auto',
    '@media print': { overflow: 'visible' },
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalXS}`,
    '@media (max-width: 40rem)': { padding: tokens.spacingHorizontalM },
  },
  page: { maxWidth: '120rem', minHeight: '100%', display: 'flex', flexDirection: 'column' },
});

/** What stays while pages change: the header, the navigation, the place for the page. */
export function Shell({ version, children }: { readonly version: string; readonly children: ReactNode }) {
  const { text, missing } = useSpoken();
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const region = useMergedRefs(useHeldFocus(), usePagePlace());
  return (
    <ConsoleRouter>
      <div className={styles.root}>
        <a href="#main" className={styles.skip}>
          {text.shell.skip}
        </a>
        <Header version={version} navigation={{ open, toggle: () => setOpen(!open) }} />
        <Navigation open={open} close={() => setOpen(false)} />
        <main id="main" ref={region} className={styles.main} tabIndex={-1}>
          <div className={styles.page}>
            <PrintHead />
            <ServiceState />
            {missing !== undefined && <Failure error={missing} />}
            <Admission>{children}</Admission>
          </div>
        </main>
      </div>
      <Happenings />
    </ConsoleRouter>
  );
}
