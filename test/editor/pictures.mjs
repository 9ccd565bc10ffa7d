// Takes the pictures of the documentation.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Workbench } from "./workbench.mjs";

const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));

async function takeEditor(workbench) {
  await workbench.page.setViewportSize({ width: 960, height: 720 });
  await workbench.open("picture/ima-policy");
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  await workbench.line("what becomes of a rule", (line) => line.includes("unreachable: decided by line"));
  // By keys that do not move what is in view.
  await workbench.press("Control+End", "ArrowUp", "End", "ArrowLeft", "ArrowLeft");
  await workbench.hover("The measurement list will not hold what is measured");
  await workbench.page.screenshot({ path: `${folder}editor.png` });
  await workbench.reset();
}

/** Gives the view two thirds of the window. */
async function narrowText(page) {
  const { x, y, height } = await page.locator(".editor-group-container").last().boundingBox();
  await page.mouse.move(x, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(340, y + height / 2, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(200, height);
  await page.locator(".monaco-sash.hover").waitFor({ state: "detached" });
}

async function takeBoot(workbench) {
  await workbench.page.setViewportSize({ width: 1000, height: 1000 });
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  await workbench.open("deadlock/digest-cache.conf");
  await workbench.see(".codelens-decoration", "This machine does not boot");
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  await workbench.command("imalint: Show Boot");
  await workbench.webview("This machine does not boot");
  await narrowText(workbench.page);
  await workbench.page.screenshot({ path: `${folder}boot-view.png` });
  await workbench.reset();
}

export async function takePictures(page) {
  mkdirSync(folder, { recursive: true });
  const workbench = new Workbench(page);
  await workbench.see(".monaco-workbench");
  await takeEditor(workbench);
  await takeBoot(workbench);
}
