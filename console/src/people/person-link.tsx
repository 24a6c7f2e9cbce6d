import { PageLink } from '../elements/page/page-link.tsx';
import { Name, Value } from '../elements/value/name.tsx';

/** A person by their user principal name, and the way to all that is known of them. */
export function PersonLink({ name }: { readonly name: string | null }) {
  if (!name?.includes('@')) return <Value>{name}</Value>;
  return (
    <PageLink href={`/people?name=${encodeURIComponent(name)}`}>
      <Name>{name}</Name>
    </PageLink>
  );
}
