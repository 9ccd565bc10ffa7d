// The boot that a description draws.
import assert from "node:assert/strict";
import { until } from "../until.mjs";

const stuck = "This machine does not boot";

/** Shows the boot of a sample, and waits for what it says. */
async function show(workbench, folder) {
  await workbench.open(`${folder}/digest-cache.conf`);
  await workbench.command("imalint: Show Boot");
  return workbench.webview(stuck);
}

const colorsOf = (view) =>
  view.frame.evaluate(() => {
    const { color, backgroundColor } = getComputedStyle(document.body);
    return { color, backgroundColor };
  });

/** How bright a colour is, from 0 to 255. */
const brightness = (color) => Math.max(...color.match(/\d+/g).slice(0, 3).map(Number));

export const boots = {
  async "the boot view says where a boot gets stuck"(workbench, shoot) {
    const view = await show(workbench, "deadlock");
    assert.match(view.text, /tlv/);
    assert.ok((await view.frame.locator("svg").count()) > 0, "there is a drawing");
    await workbench.see(".codelens-decoration", stuck);
    await shoot("boot-view");
  },

  async "a place in the boot view leads to its rule"(workbench, shoot) {
    const view = await show(workbench, "deadlock");
    await view.frame.locator("a[data-uri]", { hasText: "ima-policy:5" }).first().click();
    await workbench.see(".tab.active", "ima-policy");
    await workbench.see('[id="status.editor.selection"]', "Ln 5");
    await shoot("boot-rule");
    await workbench.webview(stuck);
  },

  async "the boot view follows what is typed"(workbench, shoot) {
    await show(workbench, "renamed");
    await workbench.open("renamed/ima-policy");
    await workbench.goTo(5, 1);
    await workbench.press("End");
    await workbench.type(" appraise_type=imasig|modsig");
    await workbench.press("Escape");
    const texts = async () => (await workbench.webviews()).map(({ text }) => text);
    await until(
      "a boot that works",
      texts,
      (seen) => !seen.some((text) => text.includes(stuck)) && seen.some((text) => text.includes("This machine boots")),
    );
    await shoot("boot-mended");
  },

  async "the boot view has the colours of the theme"(workbench, shoot) {
    const view = await show(workbench, "deadlock");
    assert.ok(brightness((await colorsOf(view)).backgroundColor) > 200);
    await workbench.command("Preferences: Toggle between Light/Dark Themes");
    const colors = await until(
      "dark paper",
      () => colorsOf(view),
      (seen) => brightness(seen.backgroundColor) < 60,
    );
    assert.ok(brightness(colors.color) > 150);
    await shoot("boot-dark");
    await workbench.focusEditor();
    await workbench.command("Preferences: Toggle between Light/Dark Themes");
    await until(
      "light paper",
      () => colorsOf(view),
      (seen) => brightness(seen.backgroundColor) > 200,
    );
  },
};
