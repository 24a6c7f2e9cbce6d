import { Empty } from '../elements/empty.tsx';
import { PageHeader } from '../elements/page-header.tsx';
import { PageLink } from '../elements/page-link.tsx';
import { useText } from '../text/text.tsx';

export function NotFoundPage() {
  const { notFound } = useText();
  return (
    <>
      <PageHeader title={notFound.title} />
      <Empty title={notFound.heading}>
        <PageLink href="/">{notFound.home}</PageLink>
      </Empty>
    </>
  );
}
