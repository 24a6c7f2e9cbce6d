import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { ThemeProvider } from './shell/theme.tsx';
import { start } from './sign-in/start.ts';
import { TextProvider } from './text/text.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');

// Once for the page, and outside of React: a code from the issuer can be used only once.
const starting = start();

createRoot(root).render(
  <StrictMode>
    <TextProvider>
      <ThemeProvider>
        <App starting={starting} />
      </ThemeProvider>
    </TextProvider>
  </StrictMode>,
);
