// The window that the editor is in: keys that are pressed, elements that are seen, and the list at the top.
import { patience, until } from "./until.mjs";

export class Window {
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
}
