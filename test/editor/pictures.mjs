// Takes the pictures of the documentation.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Workbench } from "./workbench.mjs";

const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));

async function takeEditor(workbench) {
  await workbench.page.setViewportSize({ width: 960, height: 600 });
  await workbench.open("picture/ima-policy");
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  await workbench.line("what becomes of a rule", (line) => line.includes("unreachable: decided by line"));
  await workbench.goTo(17, 50);
  await workbench.hover("The measurement list will not hold what is measured");
  await workbench.page.screenshot({ path: `${folder}editor.png` });
  await workbench.reset();
}

async function takeBoot(workbench) {
  await workbench.page.setViewportSize({ width: 1000, height: 760 });
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  await workbench.open("deadlock/digest-cache.conf");
  await workbench.see(".codelens-decoration", "This machine does not boot");
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  await workbench.command("imalint: Show Boot");
  const view = await workbench.webview("This machine does not boot");
  await view.frame.getByText("Show it in the drawing").click();
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
