// The window of VS Code: keys that are pressed, and what is seen then.
import { Seen } from "./seen.mjs";
import { patience, until } from "./until.mjs";

export class Workbench {
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(patience);
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** What matches, and has the text. */
  find(selector, text) {
    return this.page.locator(selector, text === undefined ? {} : { hasText: text });
  }

  /** Waits for an element that can be seen. */
  async see(selector, text) {
    const found = this.find(selector, text).filter({ visible: true }).first();
    await found.waitFor();
    return found;
  }

  async seeNone(selector, text) {
    await until(
      `no ${selector}`,
      () => this.find(selector, text).filter({ visible: true }).count(),
      (count) => count === 0,
    );
  }

  /** Opens the list at the top with a key; the window may be busy with something else when it is pressed first. */
  async askAtTop(key) {
    const input = this.find(".quick-input-widget input.input").filter({ visible: true });
    await until("the list at the top", async () => {
      await this.press(key);
      return input.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
    return input;
  }

  /** A command by its title, with its category. */
  async command(title) {
    await this.startCommand(title);
    await this.seeNone(".quick-input-widget");
  }

  /** A command that asks something at the top itself. */
  async startCommand(title) {
    const input = await this.askAtTop("F1");
    await input.fill(`>${title}`);
    await this.see(".quick-input-list .monaco-list-row.focused", title);
    await this.press("Enter");
  }

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

  /** The text inside of web views, of which each is a page in a page. */
  async webviews() {
    const frames = this.page.frames().filter((frame) => frame !== this.page.mainFrame());
    const texts = await Promise.all(
      frames.map((frame) =>
        frame
          .evaluate(() => document.querySelector("body:not(:has(> script:only-child))")?.innerText ?? "")
          .catch(() => ""),
      ),
    );
    return frames.map((frame, at) => ({ frame, text: texts[at] })).filter(({ text }) => text !== "");
  }

  /** Waits for a web view with a text. */
  async webview(text) {
    const views = await until(
      `a web view with "${text}"`,
      () => this.webviews(),
      (seen) => seen.some((view) => view.text.includes(text)),
    ).catch((error) => {
      throw new Error(error.message.slice(0, 500));
    });
    return views.find((view) => view.text.includes(text));
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
