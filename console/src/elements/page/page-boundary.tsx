import { Component, type ReactNode } from 'react';
import { Failure } from '../failure/failure.tsx';

interface Props {
  /** What is shown; another one is another try. */
  readonly of: string;
  /** What stands around the failure, where it is a whole page that failed. */
  readonly frame?: (failure: ReactNode) => ReactNode;
  /** Called before what failed is tried again: what was read may be the reason. */
  readonly again: () => void;
  readonly children: ReactNode;
}

interface State {
  readonly error: unknown;
  readonly of: string;
}

/** Keeps a fault in one page from taking the navigation with it, and is over when one goes to another page or tries again. */
export class PageBoundary extends Component<Props, State> {
  override state: State = { error: undefined, of: this.props.of };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ of }: Props, state: State): Partial<State> | null {
    return of === state.of ? null : { error: undefined, of };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const again = () => {
      this.props.again();
      this.setState({ error: undefined });
    };
    const failure = <Failure error={error} retry={again} />;
    return this.props.frame?.(failure) ?? failure;
  }
}
