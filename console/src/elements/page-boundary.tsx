import { Component, type ReactNode } from 'react';
import { Failure } from './failure.tsx';

/** Keeps a fault in one page from taking the navigation with it. */
export class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Failure error={error} retry={() => location.reload()} />;
  }
}
