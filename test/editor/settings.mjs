// Settings of the editor that the tests are driven in: nothing that moves, asks or covers what is looked at.
export const editorSettings = {
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.preferredLightColorTheme": "Default Light Modern",
  "workbench.preferredDarkColorTheme": "Default Dark Modern",
  "workbench.editor.enablePreview": false,
  "workbench.tips.enabled": false,
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "editor.autoClosingBrackets": "never",
  "window.commandCenter": false,
  "files.autoSave": "off",
  "explorer.autoReveal": false,
  "explorer.compactFolders": false,
  "git.openRepositoryInParentFolders": "never",
  "extensions.ignoreRecommendations": true,
};
