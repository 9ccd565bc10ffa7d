/**
 * The size and the colours of the boot view, which is as large as the editor's previews; the drawing is moved sideways rather
 * than too small to read. Paper, ink and links are those of the editor's theme; the colours of what works and what
 * fails are chosen to be readable on light and on dark paper, which those of themes often are not.
 */
export const viewStyle = `
  html { font-size: 14px; }
  body {
    --paper: var(--vscode-editor-background); --box: var(--vscode-editor-background);
    --panel: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    --ink: var(--vscode-editor-foreground); --dim: var(--vscode-descriptionForeground, var(--vscode-editor-foreground));
    --line: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, var(--vscode-descriptionForeground)));
    --link: var(--vscode-textLink-foreground);
    --no-fill: color-mix(in srgb, var(--no) 12%, var(--paper)); --depends-fill: color-mix(in srgb, var(--depends) 12%, var(--paper));
    background: var(--paper); color: var(--ink); font-family: var(--vscode-font-family);
  }
  body.vscode-dark, body.vscode-high-contrast { --yes: #46c35f; --no: #ff8078; --depends: #e0ab3c; --not-needed: #8f99a5; }
  body.vscode-light, body.vscode-high-contrast-light { --yes: #17752f; --no: #c01c28; --depends: #8f5d00; --not-needed: #68727d; }
  html:has(body.vscode-dark), html:has(body.vscode-high-contrast) { color-scheme: dark; }
  html:has(body.vscode-light), html:has(body.vscode-high-contrast-light) { color-scheme: light; }
  :focus-visible { outline-color: var(--vscode-focusBorder, var(--link)); }
  .drawing svg { min-width: 84rem; }
  [data-uri] { cursor: pointer; }
`;
