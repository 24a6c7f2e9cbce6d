import { loadAnew } from './elements/browser/part.ts';
import { start } from './sign-in/start.ts';

/** How long a person looks at nothing while the browser is on its way to the issuer, in milliseconds. */
const unseen = 1000;

// Once for the page, and outside of React: a code from the issuer can be used only once.
const starting = start();
const show = () => void import('./show.tsx').then((page) => page.show(starting), loadAnew);

// Who comes back from the issuer gets the console. On the way there it would be loaded for nobody.
if (location.pathname === '/console/signed-in') show();
else {
  setTimeout(show, unseen);
  void starting.then(({ kind }) => kind !== 'leaving' && show());
}
