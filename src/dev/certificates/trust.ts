import { nodeTls } from '../../core/node-tls.ts';

/** Makes this process trust `authority`, PEM, beside what it trusts already, until it is disposed of; in connections that begin then. */
export function trust(authority: string): Disposable {
  const { getCACertificates, setDefaultCACertificates } = nodeTls();
  setDefaultCACertificates([...getCACertificates('default'), authority]);
  return {
    [Symbol.dispose]() {
      const others = getCACertificates('default').filter((each) => each.trim() !== authority.trim());
      setDefaultCACertificates(others);
    },
  };
}
