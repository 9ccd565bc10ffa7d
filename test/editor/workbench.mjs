// VS Code as a person has it before them: files, places in them, and what is shown there.
import { Seen } from "./seen.mjs";
import { until } from "./until.mjs";
import { Window } from "./window.mjs";

export class Workbench extends Window {
  /** A row of the tree of files. */
  row(level, label) {
    const exact = new RegExp(`^${label.replace(/\W/g, "\\$&")}$`);
    return this.find(`.explorer-folders-view .monaco-list-row[aria-level="${level}"]`, exact);
  }

  /** Opens a file by the tree, since the search for files knows the disk only; the keyboard is in it then. */
  async open(path) {
    // Files open where the keyboard was last.
    await this.press("Control+1");
    const names = path.split("/");
    const name = names.pop();
    const others = this.find('.explorer-folders-view .monaco-list-row[aria-level="1"][aria-expanded="true"]');
    for (const label of await others.allInnerTexts()) if (label !== names[0]) await this.row(1, label).click();
    for (const [at, folder] of names.entries()) {
      const row = this.row(at + 1, folder);
      if ((await row.getAttribute("aria-expanded")) !== "true") await row.click();
    }
    await this.row(names.length + 1, name).click();
    await this.see(".tab.active", name);
    await this.focusEditor();
    await until(
      `the text of ${path}`,
      () => this.lines(),
      (lines) => lines.join("") !== "",
    );
  }

  /** Puts the keyboard into the first editor. */
  async focusEditor() {
    const isFocused = () => this.find(".editor-group-container.active .monaco-editor.focused").count();
    await until("the editor has the keyboard", async () => {
      await this.press("Control+1");
      return isFocused();
    });
  }

  /** Puts the cursor to a place, counted from 1. */
  async goTo(line, column = 1) {
    const input = await this.askAtTop("Control+g");
    await input.fill(`:${line}:${column}`);
    await this.press("Enter");
    await this.seeNone(".quick-input-widget");
    await this.see(`[id="status.editor.selection"]`, `Ln ${line}, Col ${column}`);
  }

  look() {
    return Seen.of(this.page);
  }

  async lines() {
    return (await this.look()).lines;
  }

  /** Waits for a line that is so. */
  line(what, isSo) {
    return until(
      what,
      () => this.lines(),
      (lines) => lines.some(isSo),
    );
  }

  /** Waits for squiggles below exactly these texts. */
  squiggles(...texts) {
    const wanted = JSON.stringify(texts);
    const look = async () => (await this.look()).squiggled();
    return until(`squiggles under ${wanted}`, look, (seen) => JSON.stringify(seen) === wanted);
  }

  /** What is behind the name of a file or folder, which has problems or not. */
  badge(label) {
    return label.locator(".monaco-icon-label").evaluate((icon) => getComputedStyle(icon, "::after").content);
  }

  /** Waits until the tab of the active file counts so many problems; it has no count when there are none. */
  problems(count) {
    const wanted = count === 0 ? "none" : `"${count}"`;
    const badge = () => this.badge(this.find(".tab.active"));
    return until(`${count} problems in the file`, badge, (seen) => seen === wanted);
  }

  /** Waits for a hover at the cursor that has a text; the first one may come before the server knows anything. */
  async hover(text) {
    const found = this.find(".monaco-hover", text).filter({ visible: true });
    await until(`a hover with ${text}`, async () => {
      if ((await found.count()) > 0) return true;
      await this.press("Control+k", "Control+i");
      return await found
        .first()
        .waitFor({ timeout: 3000 })
        .then(
          () => true,
          () => false,
        );
    });
    await until(
      "it is all there",
      () => found.first().evaluate((hover) => hover.getAnimations({ subtree: true }).length),
      (count) => count === 0,
    );
    return found.first();
  }

  /** Chooses what the lamp at the cursor offers. */
  async fix(title) {
    await this.press("Control+.");
    await this.see(".action-widget .monaco-list-row", title);
    const focused = () => this.find(".action-widget .monaco-list-row.focused").innerText();
    await until(`${title} is in the list`, async () => {
      if ((await focused()).includes(title)) return true;
      await this.press("ArrowDown");
      return false;
    });
    return async () => {
      await this.press("Enter");
      await this.seeNone(".action-widget");
    };
  }

  /** No lists, no changes, no editors, no messages: as at the start. */
  async reset() {
    await this.press("Escape", "Escape");
    const dirty = () => this.find(".tab.dirty").count();
    for (let count = await dirty(); count > 0; count = await dirty()) {
      await this.find(".tab.dirty").first().click();
      await this.command("View: Revert and Close Editor");
      await until("the changes are gone", dirty, (left) => left < count);
    }
    await this.command("View: Close All Editors");
    await this.command("Notifications: Clear All Notifications");
    await until(
      "no editor is open",
      () => this.find(".tab").count(),
      (count) => count === 0,
    );
  }
}
