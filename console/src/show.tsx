import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { ThemeProvider } from './shell/theme.tsx';
import type { Start } from './sign-in/start.ts';
import { TextProvider } from './text/text.tsx';

let shown = false;

/** Shows the console, once. */
export function show(starting: Promise<Start>): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  if (shown) return;
  shown = true;
  createRoot(root).render(
    <StrictMode>
      <TextProvider>
        <ThemeProvider>
          <App starting={starting} />
        </ThemeProvider>
      </TextProvider>
    </StrictMode>,
  );
}
