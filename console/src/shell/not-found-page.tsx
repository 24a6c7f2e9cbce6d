import { Link } from 'wouter';
import { Empty } from '../elements/empty.tsx';
import { PageHeader } from '../elements/page-header.tsx';
import { useText } from '../text/text.tsx';

export function NotFoundPage() {
  const { notFound } = useText();
  return (
    <>
      <PageHeader title={notFound.title} />
      <Empty title={notFound.heading}>
        <Link href="/">{notFound.home}</Link>
      </Empty>
    </>
  );
}
