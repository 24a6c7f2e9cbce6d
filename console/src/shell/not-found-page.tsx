import { Empty } from '../elements/page/empty.tsx';
import { PageHeader } from '../elements/page/page-header.tsx';
import { PageLink } from '../elements/page/page-link.tsx';
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
